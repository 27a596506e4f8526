// Of the units that arrive in time, the ones with the least work go: the rule of `examples/first-plugin`, in TypeScript. What the
// interface `dispatch` of `wit/next` gives and takes is declared here as far as the rule needs it.

type Value = { tag: "number" | "duration"; val: number };
type Reason = { code: number; values: Value[] };
type Need = { skills: number; count: number };
type Incident = { needs: Need[] };
type Candidate = { etaS: number; workload: number; fits: number };
type Pick = { candidate: number; need?: number; why: Reason };
type PassedOver = { candidate: number; why: Reason };
type Recommendation = { picks: Pick[]; passedOver: PassedOver[]; shortfalls: Reason[] };
type Verdict = { tag: "recommend"; val: Recommendation } | { tag: "abstain"; val: Reason };
type Settings = { in_time_s?: number };

// The codes of `catalog.json`.
const why = (code: number, ...values: Value[]): Reason => ({ code, values });
const seconds = (val: number): Value => ({ tag: "duration", val });
const count = (val: number): Value => ({ tag: "number", val });
const leastWork = (unit: Candidate) => why(1, seconds(unit.etaS), count(unit.workload));
const tooFar = (unit: Candidate, latestS: number) => why(2, seconds(unit.etaS), seconds(latestS));
const notNeeded = (unit: Candidate) => why(3, count(unit.workload));
const tooFewInTime = (latestS: number) => why(4, seconds(latestS));

// A bit for each need, by its place.
const answers = (unit: Candidate, need: number) => ((unit.fits >> need) & 1) === 1;

function recommend(
  _now: number,
  settings: string,
  incident: Incident,
  _call: unknown,
  candidates: Candidate[],
): Verdict {
  const { in_time_s = 600 }: Settings = JSON.parse(settings);
  // Candidates come nearest first, and sorting keeps that order among those with equal work.
  const free = [...candidates.keys()].filter((index) => candidates[index].etaS <= in_time_s);
  free.sort((one, other) => candidates[one].workload - candidates[other].workload);

  const picks: Pick[] = [];
  for (const [need, wanted] of incident.needs.entries()) {
    for (let sent = 0; sent < wanted.count; sent += 1) {
      const place = free.findIndex((index) => answers(candidates[index], need));
      if (place < 0) return { tag: "abstain", val: tooFewInTime(in_time_s) };
      const [candidate] = free.splice(place, 1);
      picks.push({ candidate, need, why: leastWork(candidates[candidate]) });
    }
  }
  const passedOver: PassedOver[] = [];
  for (const [candidate, unit] of candidates.entries()) {
    if (unit.etaS > in_time_s) passedOver.push({ candidate, why: tooFar(unit, in_time_s) });
    else if (free.includes(candidate)) passedOver.push({ candidate, why: notNeeded(unit) });
  }
  return { tag: "recommend", val: { picks, passedOver, shortfalls: [] } };
}

export const dispatch = { recommend };
