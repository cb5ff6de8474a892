/** A button that opens a page does so in the browser; Slack only wants to hear that we heard. */
export const openLink = async ({ ack }: { readonly ack: () => Promise<void> }): Promise<void> => {
  await ack();
};
