"""Of the units that arrive in time, the ones with the least work go: the rule of `examples/first-plugin`, in Python."""

import json

from wit_world import exports
from wit_world.exports.dispatch import PassedOver, Pick, Recommendation, Verdict_Abstain, Verdict_Recommend
from wit_world.imports.types import Reason, ReasonValue_Duration, ReasonValue_Number


# The codes of `catalog.json`.
def why(code, *values):
    return Reason(code, list(values))


def count(number):
    return ReasonValue_Number(float(number))


def least_work(unit):
    return why(1, ReasonValue_Duration(unit.eta_s), count(unit.workload))


def too_far(unit, latest_s):
    return why(2, ReasonValue_Duration(unit.eta_s), ReasonValue_Duration(latest_s))


def not_needed(unit):
    return why(3, count(unit.workload))


def too_few_in_time(latest_s):
    return why(4, ReasonValue_Duration(latest_s))


class Dispatch(exports.Dispatch):
    def recommend(self, now, settings, incident, call, candidates):
        in_time_s = json.loads(settings).get("in_time_s", 600)
        # Candidates come nearest first, and sorting keeps that order among those with equal work.
        free = [index for index, unit in enumerate(candidates) if unit.eta_s <= in_time_s]
        free.sort(key=lambda index: candidates[index].workload)

        picks = []
        for need, wanted in enumerate(incident.needs):
            able = [index for index in free if candidates[index].fits >> need & 1]
            if len(able) < wanted.count:
                return Verdict_Abstain(too_few_in_time(in_time_s))
            for index in able[: wanted.count]:
                free.remove(index)
                picks.append(Pick(index, need, least_work(candidates[index])))
        passed_over = []
        for index, unit in enumerate(candidates):
            if unit.eta_s > in_time_s:
                passed_over.append(PassedOver(index, too_far(unit, in_time_s)))
            elif index in free:
                passed_over.append(PassedOver(index, not_needed(unit)))
        return Verdict_Recommend(Recommendation(picks, passed_over, []))
