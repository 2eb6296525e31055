"""What one worker lets in, by limits that are the same for all workers.

The engine decides (`engine.limits`), and buckets that all workers share keep what was used. What a
request has taken is given back, or taken further, when its answer ends. Where that cannot be noted
just then, as a stopped process holds the buckets, it is noted with the next request.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic_ns

from msgspec.structs import replace

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.limits.decision import Decision, needs_of, unlimited
from sanic_mock.engine.limits.rule import WORDS, Cost, LimitRule
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.planned_phase import Multipliers
from sanic_mock.engine.refusal import Refusal, RefusedError
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import HeldError, Lengthy
from sanic_mock.server.charge import Charge
from sanic_mock.server.limit_group import LimitGroup, limit_group
from sanic_mock.server.planned import Planned
from sanic_mock.settings import Settings
from sanic_mock.shared.buckets import Buckets

KNOWN_CLIENTS = 65_536

# Settles what a request has taken of limits, once its answer has ended.
Settle = Callable[[], None]


class Limiter:
    """Lets requests in, or not.

    Args:
        settings: the profile; it has limits.
        buckets: what was used, of all workers.
        row: which of the processes that count this is.
    """

    def __init__(self, settings: Settings, buckets: Buckets, row: int) -> None:
        self._limits = settings.limits
        self._time_scale = settings.time_scale
        self._within = f"/t/{settings.tenant}" if settings.tenant else settings.backend
        self._buckets = buckets
        self._row = row
        self._groups: dict[tuple[str, str], LimitGroup] = {}
        self._decisions: dict[tuple[LimitRule, ...], Decision] = {}
        self._owed: deque[tuple[LimitGroup, Cost, bool]] = deque()
        self.scale(1.0)

    def follow(self, multipliers: Multipliers) -> None:
        """Be as a phase says from here on."""
        if multipliers.limits_x != self._factor:
            self.scale(multipliers.limits_x)

    def scale(self, factor: float) -> None:
        """Multiply all rates, and the requests at once, from here on."""
        self._factor = factor
        scale, within = self._time_scale, self._within
        self._rules = [LimitRule(one, scale, factor, within) for one in self._limits]
        self._groups.clear()
        self._decisions.clear()

    def let_in(self, key: str, model: str, prompt: int, most: int, answered: int) -> Standing:
        """Let in what is answered at once; see vendor.LetIn, and raises as that does."""
        group = self._groups.get((key, model)) or self._group(key, model)
        used = prompt + answered
        needs = prompt, prompt + most, used, used
        standing = None if self._owed else group.take_now(needs)
        return standing or self._admit(group, model, Cost(prompt, most, answered))

    def charge(self, key: str, ask: Ask, reply: Reply, billed: int, *, is_over: bool) -> Charge:
        """Let a request in.

        Args:
            key: its client's.
            ask: the request.
            reply: its answer.
            billed: the tokens that its vendor bills for that.
            is_over: whether that is answered at once.

        Raises:
            RefusedError: a limit is reached.
            Lengthy: somebody holds the buckets for too long for an event loop.
            HeldError: somebody holds the buckets for too long.
        """
        return self.charge_cost(key, ask.model, cost_of(ask, reply, billed, is_over=is_over))

    def hold(
        self, key: str, model: str, prompt: int, most: int, answered: int
    ) -> tuple[Standing, Settle]:
        """Let in what is answered later, with what settles that once.

        See vendor.LetIn, and raises as that does.
        """
        group = self._groups.get((key, model)) or self._group(key, model)
        if group.correct is not None and not self._owed:
            estimate = prompt + most
            standing = group.take_now((prompt, estimate, prompt, estimate))
            if standing is not None:
                return standing, partial(self._correct, group, prompt, most, answered)
        charge = self.charge_cost(key, model, Cost(prompt, most, answered, is_over=False))
        return charge.standing, charge.settle

    def _correct(self, group: LimitGroup, prompt: int, most: int, answered: int) -> None:
        """Settle what `hold` took, where that is no more than a correction."""
        if group.correct is not None and not self._owed:
            try:
                group.correct(most, answered)
                return
            except (Lengthy, HeldError):
                pass
        self._owe(group, Cost(prompt, most, answered, is_over=False), False)

    def charge_cost(self, key: str, model: str, cost: Cost) -> Charge:
        """Let a request for a model in that takes so much; raises as `charge` does."""
        group, standing = self._group_of(key, model), None
        if group.correct is not None and not self._owed:
            standing = group.take_now(needs_of(cost))
        standing = standing or self._admit(group, model, cost)
        return Charge(partial(self._owe, group, cost), standing)

    def limited(
        self,
        key: str | None,
        ask: Ask,
        reply: Reply,
        billed: int,
        plan: Callable[[], Planned],
        *,
        is_over: bool,
    ) -> Planned:
        """Return what is planned for a request if its client's limits let it in.

        Args:
            key: the client's; None is nobody's, for whom nothing counts.
            ask: see charge; `reply`, `billed` and `is_over` likewise.
            plan: plans its answer; where that fails, the request has not been.

        Raises:
            RefusedError: as charge does, and what `plan` raises.
        """
        if key is None:
            reply.standing = unlimited(reply.prompt_tokens)
            return plan()
        charge = self.charge(key, ask, reply, billed, is_over=is_over)
        reply.standing = charge.standing
        try:
            return replace(plan(), charge=charge)
        except BaseException:
            charge.undo()
            raise

    @property
    def trouble(self) -> str:
        """Why nobody is limited as they should be just now, "" if they are."""
        return self._buckets.trouble

    def _group_of(self, key: str, model: str) -> LimitGroup:
        return self._groups.get((key, model)) or self._group(key, model)

    def _group(self, key: str, model: str) -> LimitGroup:
        if len(self._groups) >= KNOWN_CLIENTS:
            self._groups.clear()
            self._decisions.clear()
        rules = tuple(one for one in self._rules if one.matches(model))
        decision = self._decisions.get(rules)
        if decision is None:  # it takes as much memory and time as all else of a group
            decision = self._decisions[rules] = Decision(rules)
        tags = tuple(self._buckets.tag(one.name(key, model)) for one in rules)
        group = self._groups[key, model] = limit_group(decision, tags, self._buckets)
        return group

    def _admit(self, group: LimitGroup, model: str, cost: Cost) -> Standing:
        decision, tags, lasts_ns, idle, _, _ = group
        if self._owed:
            self._pay()
        buckets, is_counted = self._buckets, bool(decision.bounds)
        now_ns = monotonic_ns() - buckets.start_ns
        with buckets.lock:
            places = buckets.places(tags, now_ns + lasts_ns)
            running = list(map(buckets.total, places)) if is_counted else idle
            found = decision.let_in(buckets.words, places, running, now_ns, cost)
            if is_counted and not cost.is_over and isinstance(found, Standing):
                self._count(decision.rules, places, 1)
        if isinstance(found, Refusal):
            raise RefusedError(found, model)
        return found

    def _count(self, rules: Sequence[LimitRule], places: Sequence[int], amount: int) -> None:
        for rule, place in zip(rules, places, strict=True):
            if rule.concurrency:
                self._buckets.count(place, self._row, amount)

    def _owe(self, group: LimitGroup, cost: Cost, is_undone: bool) -> None:
        """Note that a request has ended, or is to count for nothing."""
        if group.tags and (is_undone or not cost.is_over):
            self._owed.append((group, cost, is_undone))
            self._pay()

    def _pay(self) -> None:
        """Note what has ended, as far as that can be just now."""
        while self._owed:
            try:
                owed = self._owed.popleft()
            except IndexError:  # another thread was first
                return
            try:
                self._note(*owed)
            except (Lengthy, HeldError):
                self._owed.append(owed)
                return

    def _note(self, group: LimitGroup, cost: Cost, is_undone: bool) -> None:
        if group.correct is not None and not is_undone:
            group.correct(cost.most, cost.answered)
            return
        buckets, rules = self._buckets, group.decision.rules
        now_ns = monotonic_ns() - buckets.start_ns
        with buckets.lock:
            places = buckets.places(group.tags, 0)
            if not cost.is_over:
                self._count(rules, places, -1)
            for rule, place in zip(rules, places, strict=True):
                own = buckets.words[place : place + WORDS]
                end = rule.undo if is_undone else rule.settle
                for word, value, lasts_ns in end(own, now_ns, cost):
                    buckets.keep(place, now_ns + lasts_ns)
                    own[word] = value


def cost_of(ask: Ask, reply: Reply, billed: int, *, is_over: bool) -> Cost:
    """Return what a request takes; every one of several answers may be as long as the cap."""
    choices = 1 if ask.options is None else ask.options.choices
    most = (ask.cap or 0) * choices
    return Cost(reply.prompt_tokens, most, billed, is_over)
