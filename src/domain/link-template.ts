/** What may stand in braces in the address of a page. */
export const LINK_VALUES = [
  'from',
  'to',
  'from_ms',
  'to_ms',
  'cluster',
  'host',
  'segment',
  'tag',
  'index',
  'code',
] as const;

export type LinkValue = (typeof LINK_VALUES)[number];

const PLACE = new RegExp(`\\{(${LINK_VALUES.join('|')})\\}`, 'g');

/** Fills in what is known. Values are encoded, so that whatever they hold they end no part of the address. */
export const fillLink = (
  template: string,
  values: Readonly<Partial<Record<LinkValue, string>>>,
): string =>
  template.replace(PLACE, (place, name: LinkValue) => {
    const value = values[name];
    return value === undefined ? place : encoded(value);
  });

/** Whether something is left to be filled in: such a page is none. */
export const lacksValue = (link: string): boolean => link.search(PLACE) >= 0;

/** A quote ends a text in Kibana’s addresses, and brackets end a list there. */
const encoded = (value: string): string =>
  encodeURIComponent(value).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
