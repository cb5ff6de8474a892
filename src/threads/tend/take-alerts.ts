import type { Alert } from '../alerts/alert.ts';
import type { FindAlertPost } from './find-alert-post.ts';
import type { LeaveAlert } from './leave-alert.ts';
import type { ThreadTender } from './tend-threads.ts';

/** Takes in the alerts of a webhook, each where Slack shows it, else in the channel for the others. */
export type TakeAlerts = (alerts: readonly Alert[]) => Promise<string>;

export const createTakeAlerts =
  (
    findAlertPost: FindAlertPost,
    leaveAlert: LeaveAlert,
    tender: Pick<ThreadTender, 'tend'>,
    channel: string,
  ): TakeAlerts =>
  async (alerts) => {
    const threads = new Set<string>();
    let elsewhere = 0;
    await Promise.all(
      alerts.map(async (alert) => {
        const place = (await findAlertPost(alert)) ?? { channel, rootTs: undefined };
        const left = await leaveAlert(alert, place);
        if (left.concerned === 'elsewhere') elsewhere += 1;
        for (const thread of left.threads) threads.add(thread);
      }),
    );
    for (const thread of threads) void tender.tend(thread);
    if (threads.size === 0 && elsewhere > 0) return 'about none of the clusters here';
    return threads.size === 0 ? 'nothing about backups' : 'taken in';
  };
