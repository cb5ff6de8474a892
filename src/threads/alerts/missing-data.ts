const WHAT_LACKS: Readonly<Record<string, string>> = {
  DatasourceNoData: 'no data',
  DatasourceError: 'the data source failed',
};

/**
 * A text with the rule whose data are missing in place of the name that Grafana gives to every such alert.
 * https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/nodata-and-error-states/
 */
export const nameMissingData = (text: string, rule: string): string =>
  text.replace(/\bDatasource(?:NoData|Error)\b/, (name) => `${rule}: ${WHAT_LACKS[name] ?? ''}`);
