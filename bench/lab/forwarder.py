"""Carries frames between two TAP devices, late and not all of them. Each line of stdin: delay in ms, loss there, loss back (0..1)."""
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TAP_WITHOUT_INFO = 0x1002


def tap(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TAP_WITHOUT_INFO))
    return device


near, far = tap(sys.argv[1]), tap(sys.argv[2])
other = {near: far, far: near}
loss = {near: 0.0, far: 0.0}
delay = 0.0
waiting = []
count = 0
try:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
except PermissionError:
    pass
print("ready", flush=True)

while True:
    timeout = max(0, waiting[0][0] - time.monotonic()) if waiting else None
    ready, _, _ = select.select([near, far, 0], [], [], timeout)
    now = time.monotonic()
    for device in ready:
        if device == 0:
            settings = os.read(0, 65536)
            if not settings:
                sys.exit()
            milliseconds, loss[near], loss[far] = map(float, settings.splitlines()[-1].split())
            delay = milliseconds / 1000
            continue
        try:
            while True:
                frame = os.read(device, 65536)
                if random.random() >= loss[device]:
                    count += 1
                    heapq.heappush(waiting, (now + delay, count, other[device], frame))
        except (BlockingIOError, OSError):
            pass
    while waiting and waiting[0][0] <= now:
        try:
            os.write(waiting[0][2], waiting[0][3])
        except OSError:
            pass
        heapq.heappop(waiting)
