# SPDX-License-Identifier: MIT
"""Hardware in the loop: boards (QEMU's) against the simulated platform. See run and README.md."""
