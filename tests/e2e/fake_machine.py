# SPDX-License-Identifier: GPL-2.0
"""The lines that a KVM host would send, without one. As of a real one, a record depends
on all that the machine has done before.

environment: FAKE_MS, how long a record takes; FAKE_APART=1: a record depends on its
cell alone; FAKE_HOLD, a file: as long as it is there, the workload whose name is in it,
or every one if it is empty, does not get beyond its first record; FAKE_FAULT, what goes wrong, in the mode
FAKE_FAULT_MODE or in both:
  dies, hangs    without a word, behind the third record
  panics         the KVM host's kernel, so that the machine ends
  guest-hangs, guest-panics, guest-resets, guest-powers-off, qemu-killed
                 what the KVM host says of the first repetition of the second workload"""

import json
import os
import pathlib
import time
import zlib

GUEST = {
    "guest-hangs": "no record for 60 s of the KVM host's time",
    "guest-panics": "the guest ended in the middle; QEMU said: Kernel panic",
    "guest-resets": "the guest ended in the middle",
    "guest-powers-off": "the guest ended without a record of it",
    "qemu-killed": "the guest ended in the middle",
}


def words_of(command_line):
    """What stands behind "exitbench": options, and workloads."""
    words = command_line.split(" -- exitbench ")[1].split()
    return dict(w[2:].split("=", 1) for w in words if w.startswith("--") and "=" in w), words[-1].split(",")


def held():
    try:
        return pathlib.Path(os.environ["FAKE_HOLD"]).read_text()
    except (KeyError, OSError):
        return None


class Machine:
    def __init__(self, channel, vendor, mode):
        self.channel, self.vendor, self.mode = channel, vendor, mode
        self.tdp, self.cpuid = {"vmx": ("ept", 10), "svm": ("npt", 114)}[vendor]
        self.state = 1 if mode == "tdp" else 2
        self.records = 0

    def say(self, kind, **members):
        text = json.dumps({"type": kind} | members, separators=(",", ":"))[:-1]
        self.channel.write(f'{text},"crc32":"{zlib.crc32(text.encode()):08x}"}}\n')

    def record(self, job, rep, error=None):
        """Of a clock that never stands still: another order has other records."""
        name, *params = job.split(":")
        if os.environ.get("FAKE_APART"):
            self.state = zlib.crc32(f"{self.mode} {job} {rep}".encode())
        self.state = (self.state * 1103515245 + 12345) % 2**31
        exits = 0 if error else self.state % 1000
        time.sleep(int(os.environ.get("FAKE_MS", "1")) / 1000)
        while rep and held() in (name, ""):
            time.sleep(0.1)
        known = {"null": {}, "cmd": {}, "cpuid": {"count": 1000}, "vmcall": {"count": 1000}}[name]
        known |= {p.split("=")[0]: int(p.split("=")[1]) for p in params}
        self.say("record", vendor=self.vendor, paging=self.tdp if self.mode == "tdp" else "shadow",
                 machine="q35", workload=name, params=known, rep=rep, op="op",
                 ops=0 if error else 10, elapsed_cycles=0 if error else self.state,
                 exits=exits, reasons=[
                     {"reason": self.cpuid, "name": "CPUID", "count": exits, "kernel_cycles": exits,
                      "user_cycles": 0, "blocked_cycles": 0}] if exits else [],
                 status="failed" if error else "ok", **({"error": error} if error else {}))
        self.records += 1

    def run(self, options, jobs):
        """What went wrong, or None."""
        fault = os.environ.get("FAKE_FAULT", "")
        if os.environ.get("FAKE_FAULT_MODE", self.mode) != self.mode:
            fault = ""
        self.say("facts", kernel="6.1.0", facts={f"fact.{self.mode}": "one", "first": self.mode})
        for j, job in enumerate(jobs):
            for rep in range(int(options["reps"])):
                if fault in GUEST and j == 1:
                    self.record(job, rep, error=GUEST[fault])
                    continue
                self.record(job, rep)
                if self.records >= 3 and fault and fault not in GUEST:
                    return fault
        self.say("verified", parameter=self.mode, leaf=self.mode, counts=self.mode, ok=True)
        self.say("end", text="done")
        return None
