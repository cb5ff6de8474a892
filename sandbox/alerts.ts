/** Posts that make Wale answer by itself, as these programs write them into a channel. */
export const ALERTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Alertmanager: {
    subtype: 'bot_message',
    bot_id: 'B0ALERTMANAGER',
    username: 'Alertmanager',
    text: '',
    attachments: [
      {
        title: 'firing - Service patroni (main)',
        text: '*<https://dashboards.example.com/explore|walgBackupDelayed>*\nLast WAL was archived "21m 3s" ago for env "main."',
      },
    ],
  },
  PagerDuty: {
    subtype: 'bot_message',
    bot_id: 'B0PAGERDUTY',
    username: 'PagerDuty',
    text: 'Triggered #4711: Firing 1 - walgBackupDelayed: last WAL was archived 21m 3s ago',
  },
};
