# SPDX-License-Identifier: MIT
"""What a check costs, counted on the wire: round trips, segments, questions, bytes, instructions. No timing is judged.

usage: short.py HOST HOST_EARLY BOARD=FOLDER...     FOLDER-early is the same with early data
"""

import functools
import re
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]
sys.dont_write_bytecode = True

from links.devices import Board, Host  # noqa: E402
from links.frames import decode  # noqa: E402
from links.link import OUT, Profile  # noqa: E402
from links.place import Place  # noqa: E402
from support.attempts import twice  # noqa: E402

WIRE = Profile("test", 0.1, 2e6, 0.0)
DNS_TCP = 2                 # round trips before TLS
FULL = {"1.2": 2, "1.3": 1}
RESUMED_INSTRUCTIONS = {"mps2_an385": 900_000, "lm3s6965evb": 1_200_000}     # with ChaCha20, with AES-GCM
SYN = 2
ID = 2                      # bytes in front of a question to DNS, new with each


def a_state(place, word):
    path = place.folder / word
    path.unlink(missing_ok=True)
    return path


def run(device, sim, state, mode, profile=WIRE, **options):
    outcome = device.run(sim, profile, state, **options)
    assert [check.report["verdict"] for check in outcome.checks] == ["member"] * options.get("checks", 1), outcome.text
    assert outcome.checks[0].report["mode"] == mode, (mode, outcome.text)
    return outcome


def modes_cost_what_they_should(place, device, early, tls):
    sim, state = place.simulator(tls=tls, early_data=tls == "1.3"), a_state(place, f"{device.name}-{tls}")
    [cold] = run(device, sim, state, "full").checks
    assert cold.count.trips == DNS_TCP + FULL[tls] + 1, cold.count
    [warm] = run(device, sim, state, "resumed").checks
    assert warm.count.trips == DNS_TCP + 1 + 1, warm.count
    assert warm.count.said < cold.count.said - 500, (warm.count, cold.count)
    kept = run(device, sim, state, "resumed", checks=2).checks[1]
    assert kept.report["mode"] == "kept"
    assert kept.count.trips == 1, kept.count
    for check in (cold, warm):
        assert abs(check.report["bill"]["trips"] - check.count.trips) <= 1, (check.report, check.count)
    if tls == "1.2" or early is None:
        return
    state = a_state(place, f"{early.name}-early")
    run(early, sim, state, "full")
    [first] = run(early, sim, state, "early").checks
    assert first.count.trips == DNS_TCP + 1, first.count
    assert all(request.early == (request.method == "GET") for request in sim.api_requests[-3:])


def finished_and_requests_are_one_segment(place, device):
    """The server answers with 1460 bytes at a time, and so can be asked."""
    [cold] = run(device, place.simulator(tls="1.3"), a_state(place, "segments"), "full").checks
    assert cold.count.segments == [1, 1], cold.count


def of_four_connections(place, device):
    """The frames that a device sent for four checks, and what is in them; the server closes after each."""
    sim = place.simulator(tls="1.2", keepalive_requests=3)
    outcome = device.run(sim, WIRE, a_state(place, f"{device.name}-kept"), checks=4)
    assert [check.report["verdict"] for check in outcome.checks] == ["member"] * 4, outcome.text
    assert len(sim.api_connections) >= 4
    return [(frame, packet) for frame, packet in zip(outcome.frames, map(decode, outcome.frames)) if packet.direction == OUT]


def names_are_kept(place, device):
    asked = [packet.payload for _, packet in of_four_connections(place, device) if packet.kind == "dns"]
    assert len({question[ID:] for question in asked}) == len({question[:ID] for question in asked}) > 0, asked


def addresses_and_leases_are_kept(place, device):
    sent = of_four_connections(place, device)
    assert sum(packet.kind == "dhcp" for _, packet in sent) == 2
    assert sum(packet.kind == "arp" and frame.data[20:22] == b"\0\1" for frame, packet in sent) <= 3


def a_lost_syn_is_sent_again_after_a_second(place, device):
    lost = []

    def drop(direction, data):
        if direction == OUT and data[23:24] == b"\x06" and data[47] & SYN and not lost:
            lost.append(data)
            return True
        return False

    outcome = run(device, place.simulator(tls="1.3"), a_state(place, "syn"), "full", drop=drop)
    assert lost and 1000 <= outcome.checks[0].report["stages"]["connect"][1] <= 1900, outcome.text


def a_slow_path_is_not_asked_twice(place, device):
    """A round trip takes longer than TCP waits at first, but DNS has told that."""
    outcome = run(device, place.simulator(tls="1.3"), a_state(place, "slow"), "full", profile=Profile("slow", 1.3, 2e6, 0.0))
    sent = [(p.sequence, p.flags & SYN, p.payload) for p in map(decode, outcome.frames)
            if p.direction == OUT and p.kind == "tcp" and (p.flags & SYN or p.payload)]
    assert len(sent) == len(set(sent)), [entry[:2] for entry in sent]


def the_key_pair_is_made_while_tcp_waits(place, device):
    """That is some 4 million instructions (in thousands here) of the 75 of a handshake."""
    outcome = run(device, place.simulator(tls="1.3"), a_state(place, "waits"), "full")
    assert int(re.search(r"^work .*connect (\d+)", outcome.text, re.MULTILINE)[1]) > 2000, outcome.text


def a_resumed_check_costs_few_instructions(place, device):
    """A microsecond of QEMU's is 1,000 instructions (-icount shift=0); driver, lwIP, TLS, HTTP, JSON and console."""
    sim, state = place.simulator(tls="1.2"), a_state(place, "instructions")
    run(device, sim, state, "full")
    bill = run(device, sim, state, "resumed").checks[0].report["bill"]
    print(f"     {device.name}: {bill['busy_us']},000 instructions in all, {bill['handshake_us']},000 in TLS 1.2")
    assert bill["busy_us"] * 1000 <= RESUMED_INSTRUCTIONS[device.name], bill


def cases(place, host, host_early, boards):
    devices = [(Host(place, host), Host(place, host_early))]
    devices += [(Board(place, name, folder), Board(place, name, folder.with_name(folder.name + "-early")))
                for name, folder in boards]
    for device, early in devices:
        for tls in ("1.3", "1.2"):
            yield modes_cost_what_they_should, (place, device, early if early.exists() else None, tls)
    for device, _ in devices:
        if device.largest_segment >= 1460:
            yield finished_and_requests_are_one_segment, (place, device)
    for device, _ in devices:
        yield names_are_kept, (place, device)
    for device, _ in devices[1:]:
        for case in (addresses_and_leases_are_kept, a_lost_syn_is_sent_again_after_a_second,
                     a_slow_path_is_not_asked_twice, the_key_pair_is_made_while_tcp_waits, a_resumed_check_costs_few_instructions):
            yield case, (place, device)


def main():
    host, host_early, *boards = sys.argv[1:]
    boards = [(name, Path(folder)) for name, folder in (text.split("=") for text in boards)]
    passed = failed = 0
    with Place() as place:
        for case, arguments in cases(place, Path(host).resolve(), Path(host_early).resolve(), boards):
            words = " ".join(one if isinstance(one, str) else one.name for one in (arguments[1], *arguments[3:]))
            sentence = f"{case.__name__.replace('_', ' ')}: {words}"
            wrong = twice(functools.partial(case, *arguments), sentence)
            failed += bool(wrong)
            passed += not wrong
            print(f"FAIL {sentence}\n     {wrong}" if wrong else f"ok   {sentence}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
