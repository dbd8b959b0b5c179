# SPDX-License-Identifier: GPL-2.0
"""For tests: what set-up would have built, as far as vmx-emu looks at it, with
fake_bochs for the emulator and for what makes an image nothing at all."""

import pathlib
import shutil

HERE = pathlib.Path(__file__).resolve().parent
BUILT = ("kernel-6.1/vmlinuz", "kvmhost-6.1.cpio", "guest-6.1.cpio", "kvm-6.1/kvm.ko",
         "kvm-6.1/kvm-intel.ko", "kvm-6.1/kvm-amd.ko", "exitbench-guest")


def make_built(path, program=None):
    """With a copy of that exitbench, whose own build it then is."""
    for name in BUILT:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(name)
    if program:
        shutil.copy2(program, path / "exitbench")


def make_programs(path):
    """Into a folder of the PATH; bochs is named by --bochs=."""
    path.mkdir(parents=True)
    for name, text in (("xorriso", "exit 0"),
                       ("bochs", "case $1 in --help) echo 'x86 Emulator; corei7_skylake_x'; exit; esac\n"
                                 "case $2 in /dev/null) exit 1; esac\n"
                                 f'unset LD_PRELOAD\nexec "{HERE}/fake_bochs" "$@"')):
        (path / name).write_text(f"#!/bin/sh\n{text}\n")
        (path / name).chmod(0o755)
