/** What GitLab’s Alertmanager posts when the metric is old. */
export const ALERTMANAGER_POST = {
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
};
