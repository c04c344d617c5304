"""An equivalent pair for Hypothesis: a device that aliases, drops and routes, and a model that knows what is owed.

Smaller than ours: one page of registers for each of two VCMDQs through two apertures, the map, the enables, no host.
What is measured is RuleBasedStateMachine's own rate; a larger pair would only be slower.
Usage: hypothesis_pair.py EXAMPLES STEPS. Prints the steps done and the seconds they took.
"""
import sys
import time

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

QUEUES = 2
REGISTERS = ("CONS", "PROD", "CONFIG", "STATUS", "GERROR", "GERRORN")
READ_ONLY = ("STATUS", "GERROR")
MASKS = {"CONS": 0x7F0FFFFF, "PROD": 0xFFFFF, "CONFIG": 1, "STATUS": 1, "GERROR": 7, "GERRORN": 7}
steps = 0


class Device:
    """Routes by a table that is made anew when the map changes."""

    def __init__(self):
        self.cells = [[0] * len(REGISTERS) for _ in range(QUEUES)]
        self.entries = [0] * QUEUES
        self.enabled = False
        self.routes = [-1] * QUEUES

    def remap(self):
        self.routes = [-1] * QUEUES
        for queue, entry in enumerate(self.entries):
            if self.enabled and entry & 1 and (entry >> 1) < QUEUES:
                self.routes[entry >> 1] = queue

    def target(self, aperture, index):
        return index if aperture == "direct" else self.routes[index]

    def read(self, aperture, index, register):
        queue = self.target(aperture, index)
        return 0 if queue < 0 else self.cells[queue][register]

    def write(self, aperture, index, register, value):
        queue = self.target(aperture, index)
        if queue >= 0 and REGISTERS[register] not in READ_ONLY:
            self.cells[queue][register] = value


class Model:
    """What is owed, by register name, and where a slot leads."""

    def __init__(self):
        self.owed = {}
        self.entries = {}
        self.enabled = False

    def queue_at(self, aperture, index):
        if aperture == "direct":
            return index
        claims = [q for q, entry in sorted(self.entries.items()) if entry & 1 and entry >> 1 == index]
        return claims[-1] if self.enabled and claims else None

    def allowed(self, aperture, index, register, seen):
        queue = self.queue_at(aperture, index)
        mask = MASKS[register]
        owed = 0 if queue is None else self.owed.get((queue, register), 0)
        return (seen ^ owed) & mask == 0


class Pair(RuleBasedStateMachine):
    apertures = st.sampled_from(("direct", "vintf"))
    queues = st.integers(0, QUEUES - 1)
    registers = st.integers(0, len(REGISTERS) - 1)
    values = st.one_of(st.sampled_from((0, 1, 3, 0x40000004)), st.integers(0, 2**32 - 1))

    def __init__(self):
        super().__init__()
        self.device = Device()
        self.model = Model()

    @rule(aperture=apertures, index=queues, register=registers)
    def read(self, aperture, index, register):
        global steps
        steps += 1
        assert self.model.allowed(aperture, index, REGISTERS[register], self.device.read(aperture, index, register))

    @rule(aperture=apertures, index=queues, register=registers, value=values)
    def write(self, aperture, index, register, value):
        global steps
        steps += 1
        queue = self.model.queue_at(aperture, index)
        self.device.write(aperture, index, register, value)
        if queue is not None and REGISTERS[register] not in READ_ONLY:
            self.model.owed[(queue, REGISTERS[register])] = value

    @rule(queue=queues, mapped=st.booleans())
    def map(self, queue, mapped):
        global steps
        steps += 1
        entry = queue << 1 | mapped
        self.device.entries[queue] = entry
        self.device.remap()
        self.model.entries[queue] = entry

    @rule(enabled=st.booleans())
    def enable(self, enabled):
        global steps
        steps += 1
        self.device.enabled = enabled
        self.device.remap()
        self.model.enabled = enabled


examples, step_count = int(sys.argv[1]), int(sys.argv[2])
started = time.perf_counter()
run_state_machine_as_test(
    Pair,
    settings=settings(max_examples=examples, stateful_step_count=step_count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)),
)
print(steps, time.perf_counter() - started)
