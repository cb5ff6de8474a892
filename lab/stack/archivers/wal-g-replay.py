#!/usr/bin/python3
"""An archive_command that stores for real and speaks as WAL-G 3.0.9 did: wal-g-replay.py FILE

What it says are captured lines of WAL-G, as far apart as WAL-G wrote them, or faster; only their times, and the name of
the segment, are those of now. They go to stderr and, as `logger -t wal-g` would send them, to syslog. Its environment:
WALG_REPLAY (what WAL-G meets: a key of MET), WALG_REPLAY_STORE, WALG_REPLAY_CAPTURES, WALG_REPLAY_FASTER.
"""
import errno
import gzip
import os
import re
import shutil
import sys
import syslog
import time
from datetime import datetime
from pathlib import Path

# What WAL-G met, in which capture, and how its process ended. None: it went on for as long as it was watched.
MET = {
    'well': ('02-push-ok-s3', 0),
    'bad-key': ('09-s3-bad-key', 1),
    'refused': ('11-s3-refused', 1),
    'hang': ('18a-s3-hang', None),
    'short-key': ('24b-libsodium-short-key', 2),
    'no-prefix': ('19-no-prefix', 1),
}
# What the lab's own store may answer to a write.
STORE_REFUSES = {
    errno.ENOSPC: ('07-fs-enospc', 1),
    errno.EACCES: ('06-fs-unwritable', 1),
    errno.EPERM: ('06-fs-unwritable', 1),
}

STAMP = re.compile(r'(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{6})')
SEGMENT = re.compile(r'\b[0-9A-F]{24}\b')
TOLD_OF_SUCCESS = 'FILE PATH: '


def lines_of_first_process(capture):
    """PostgreSQL runs one after the other, and each begins as the first did."""
    lines = (Path(os.environ['WALG_REPLAY_CAPTURES']) / f'{capture}.stderr.log').read_text().splitlines()
    opening = STAMP.sub('', lines[0])
    next_begin = next((at for at, line in enumerate(lines) if at > 0 and STAMP.sub('', line) == opening), len(lines))
    return lines[:next_begin]


def say(line, name):
    now = datetime.now().strftime('%Y/%m/%d %H:%M:%S.%f')
    said = SEGMENT.sub(name, STAMP.sub(now, line))
    print(said, file=sys.stderr, flush=True)
    syslog.syslog(syslog.LOG_INFO, said)


def replay(capture, name, before=lambda line: None):
    faster = float(os.environ['WALG_REPLAY_FASTER'])
    last = None
    for line in lines_of_first_process(capture):
        found = STAMP.search(line)
        if found:
            at = datetime.strptime(found[1], '%Y/%m/%d %H:%M:%S.%f')
            if last is not None:
                time.sleep((at - last).total_seconds() / faster)
            last = at
        before(line)
        say(line, name)


def store(path, name):
    """Whole or not at all, and smaller, as an archiver does it."""
    folder = Path(os.environ['WALG_REPLAY_STORE'])
    part = folder / f'{name}.{os.getpid()}.part'
    try:
        with open(path, 'rb') as source, gzip.open(part, 'wb', compresslevel=1) as target:
            shutil.copyfileobj(source, target)
        os.replace(part, folder / f'{name}.gz')
    finally:
        part.unlink(missing_ok=True)


def main(path):
    name = Path(path).name
    syslog.openlog('wal-g', syslog.LOG_PID)
    capture, status = MET[os.environ['WALG_REPLAY']]
    if status == 0:
        # Only what is stored is told of.
        replay(capture, name, lambda line: store(path, name) if TOLD_OF_SUCCESS in line else None)
    else:
        replay(capture, name)
    if status is None:
        while True:
            time.sleep(3600)
    return status


if __name__ == '__main__':
    try:
        sys.exit(main(sys.argv[1]))
    except OSError as fault:
        if fault.errno not in STORE_REFUSES:
            raise
        refusal, refused_with = STORE_REFUSES[fault.errno]
        # It has said its begin already.
        for line in lines_of_first_process(refusal)[1:]:
            say(line, Path(sys.argv[1]).name)
        sys.exit(refused_with)
