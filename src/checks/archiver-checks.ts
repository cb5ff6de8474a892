import { SEARCHED_FOR } from '../archivers/archivers.ts';
import { andList } from '../domain/and-list.ts';
import type { Check } from '../domain/check.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { LogProbe } from '../domain/log-probe.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { HOUR, MINUTE, type DurationMs } from '../domain/time.ts';
import { segmentSizeDoubt } from '../facts/segment-size.ts';

/** Whether what the log says fits what is configured about it: the archiver, the hosts' clocks, the segments. */
export const archiverChecks = (probe: LogProbe, snapshot: Snapshot): readonly Check[] => [
  ...archiverCheck(probe),
  ...zoneCheck(probe),
  ...segmentCheck(snapshot),
];

function archiverCheck({ archiver, archivers }: LogProbe): readonly Check[] {
  const [most] = archivers;
  if (most === undefined) return [];
  const searched: readonly string[] = archiver === 'auto' ? SEARCHED_FOR : [archiver];
  const missed = archivers.filter((one) => !searched.includes(one));
  const subject = 'archiver';
  if (missed.length === 0) {
    return [{ subject, outcome: 'works', found: `the log is that of ${andList(archivers)}` }];
  }
  return [
    {
      subject,
      outcome: missed.includes(most) ? 'broken' : 'lacking',
      found: `the log is that of ${andList(archivers)}, and records of ${andList(searched)} are searched for`,
      cost: `no upload of ${andList(missed)} is seen`,
      remedy: `set elasticsearch.archiver to ${most}`,
    },
  ];
}

function zoneCheck({ zoneErrors }: LogProbe): readonly Check[] {
  const [first] = zoneErrors;
  if (first === undefined) return [];
  const { host, offset } = first;
  const hosts = [...new Set(zoneErrors.flatMap((error) => error.host ?? []))];
  const who = hosts.length === 0 ? 'the hosts' : andList(hosts.slice(0, 5));
  return [
    {
      subject: 'time zone',
      outcome: 'broken',
      found: `${host === undefined ? 'lines' : `lines of ${who}`} arrive ${durationWords(Math.abs(offset))} ${offset > 0 ? 'before' : 'after'} the time they name, so the hosts write local time of another zone than is configured (off by ${signed(offset)})`,
      cost: 'uploads and errors are taken for older or newer than they are',
      remedy:
        'set timeZone to that of the hosts, such as Europe/Berlin, for all clusters or this one; hostTimeZones for a host of its own zone',
    },
  ];
}

const signed = (offset: DurationMs): string => {
  const minutes = Math.round((Math.abs(offset) % HOUR) / MINUTE);
  const hours = Math.floor(Math.abs(offset) / HOUR);
  return `${offset > 0 ? '+' : '-'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
};

function segmentCheck(snapshot: Snapshot): readonly Check[] {
  const { uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable' || uploadLog.value.uploads.length === 0) return [];
  const doubt = segmentSizeDoubt(snapshot);
  const subject = 'segment size';
  return doubt === undefined
    ? [{ subject, outcome: 'works', found: 'the names of uploaded segments fit walSegmentSize' }]
    : [
        {
          subject,
          outcome: 'broken',
          found: doubt.words,
          cost: 'holes are seen where there are none, and what waits is counted wrongly',
          remedy:
            'set walSegmentSize to what SHOW wal_segment_size says in PostgreSQL, for this cluster',
        },
      ];
}
