"""Adds to the Shouning example what make.py leaves out: persons with their posts, the duty roster of September 2022, places,
and the county's own attributes and tables. All of it is made up, from the files beside it, and the same on every run.

No record is a real person: persons are codes and posts. Places have a kind and a number, and no one's name.

usage: python make-force.py   (in this folder; needs nothing but Python)
"""
import csv
import json
import random
from datetime import datetime, timedelta

rng = random.Random(350924)


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def write(path, header, data):
    with open(path, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(header)
        w.writerows(data)


def features(path):
    with open(path, encoding="utf-8") as f:
        return [{**x["properties"], "geometry": x["geometry"]} for x in json.load(f)["features"]]


def holds(geometry, x, y):
    """Whether a polygon holds a point: how often a line to the east crosses its rings."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    sides = [side for rings in polygons for ring in rings for side in zip(ring, ring[1:])]
    return sum((a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in sides) % 2 == 1


townships = {t["code"]: t for t in features("townships.geojson")}
grids, villages, stations, units = features("grids.geojson"), rows("villages.csv"), rows("stations.csv"), rows("units.csv")
districts = sorted({s["district"] for s in stations})
district_of = {v["code"]: townships[v["township"]]["district"] for v in villages}

# Persons: four of each sort of duty, so that a rotation of four days comes round, and an officer for each four villages.
persons, posts, by_role, officers = [], [], {}, {}


def person(district, role, sworn, qualifications, *held):
    code = f"P{len(persons) + 1:04d}"
    persons.append([code, str(sworn).lower(), " ".join(qualifications)])
    for post, team, station, since in held:
        posts.append([code, post, team, district, station, since, ""])
    by_role.setdefault((district, role), []).append(code)
    return code


for d in districts:
    own = [s for s in stations if s["district"] == d]
    central = next(s for s in own if s["central"] == "true")
    heads = [central] + [s for s in own if s is not central]
    for i in range(4):
        # The head of the central station is the captain of the community team too.
        station = heads[i % len(heads)]
        held = [("station-head" if i < len(heads) else "deputy-head", "", station["code"], "2022-03-01")]
        if i == 0:
            held.append(("captain", "community", station["code"], "2022-06-01"))
        person(d, "duty-leader", True, ["duty-leader", "command-room"], *held)
    for i in range(4):
        person(d, "officer", True, ["command-room"], ("officer", "command-room", central["code"], "2022-06-01"))
    for i in range(4):
        held = ("captain" if i == 0 else "officer", "case-handling", central["code"], "2022-06-01")
        person(d, "legal-officer", True, ["legal", "command-room"], held)
    for i in range(8):
        person(d, "auxiliary", False, ["command-room"], ("auxiliary", "command-room", central["code"], "2022-06-01"))
    for i in range(4):
        person(d, "traffic", True, [], ("captain" if i == 0 else "officer", "traffic", central["code"], "2022-06-01"))
    for s in own:
        of_township = [v for v in villages if v["township"] == s["township"]]
        for i in range(0, len(of_township), 4):
            code = person(d, "community", True, [], ("officer", "community", s["code"], "2022-06-01"))
            officers.update({v["code"]: code for v in of_township[i:i + 4]})
write("persons.csv", ["code", "sworn", "qualifications"], persons)
write("posts.csv", ["person", "post", "team", "district", "station", "from", "to"], posts)

# The roster: each day from eight to eight, and the night that the month begins in.
shifts, first = [], datetime(2022, 8, 31, 8)
for day in range(31):
    starts, ends = (f"{first + timedelta(days=day + n):%Y-%m-%dT%H:%M:%S}+08:00" for n in (0, 1))
    for d in districts:
        for role, count in [("duty-leader", 1), ("officer", 1), ("legal-officer", 1), ("auxiliary", 2)]:
            staff = by_role[d, role]
            for i in range(count):
                shifts.append([d, starts, ends, role, staff[(day * count + i) % len(staff)]])
write("roster-2022-09.csv", ["district", "starts", "ends", "slot", "person"], shifts)

# The same as a pattern, from which `wardroom roster generate` makes the shifts of any other month.
pattern = ["# The crews of the command rooms, each for a day in turn. `wardroom roster generate` makes a roster of it.", "",
           'zone = "Asia/Shanghai"']
for d in districts:
    pattern += ["", "[[district]]", f'code = "{d}"', 'first_day = "2022-08-31"', 'starts = ["08:00"]',
                "length_min = 1440 # by the clock on the wall", "crew = ["]
    for day in range(4):
        crew = [(role, [staff[(day * count + i) % len(staff)] for i in range(count)])
                for role, count in [("duty-leader", 1), ("officer", 1), ("legal-officer", 1), ("auxiliary", 2)]
                for staff in [by_role[d, role]]]
        pattern.append("  { " + ", ".join(f"{role} = [{', '.join(chr(34) + p + chr(34) for p in people)}]" for role, people in crew) + " },")
    pattern.append("]")
open("shift-pattern.toml", "w").write("\n".join(pattern) + "\n")

# Places: command rooms, street work stations, community offices; a school and a health centre a township.
places, place_values, key_places = [], [], []


def place(kind, name, name_en, lon, lat, capacity, minors):
    code = f"PL{len(places) + 1:03d}"
    places.append([code, name, name_en, kind, f"{float(lon):.5f}", f"{float(lat):.5f}"])
    place_values.append([code, capacity, minors])
    return code


for n, s in enumerate((s for s in stations if s["central"] == "true"), 1):
    place("command-room", f"综合指挥室{n}", f"Command room {n}", s["lon"], s["lat"], 12, "")
towns = [v for v in villages if v["name"].endswith("社区居委会")]
for n, v in enumerate(towns, 1):
    place("community-office", f"社区警务室{n}", f"Community office {n}", v["lon"], v["lat"], 20, "")
for n, v in enumerate(sorted(towns, key=lambda v: -int(v["population"]))[:6], 1):
    place("street-station", f"街面警务工作站{n}", f"Street work station {n}", v["lon"], v["lat"], 6, "")
for n, t in enumerate(townships.values(), 1):
    own = sorted((v for v in villages if v["township"] == t["code"]), key=lambda v: -int(v["population"]))
    for kind, zh, en, v, capacity, minors in [("school", "学校", "School", own[0], 300 + rng.randrange(900), "true"),
                                              ("health-centre", "卫生院", "Health centre", own[1], 40 + rng.randrange(160), "false")]:
        code = place(kind, f"{zh}{n}（示例）", f"{en} {n} (example)", v["lon"], v["lat"], capacity, minors)
        grid = next(g["code"] for g in grids if holds(g["geometry"], float(v["lon"]), float(v["lat"])))
        key_places.append([f"K{len(key_places) + 1:02d}", code, grid, "county" if n <= 4 else "district", rng.choice([2, 4, 8])])
# Where disputes are mediated: two centres and six studios, and a room at each central station, where lawyers sit too.
mediation, lawyers, mandates = [], [], []


def mediation_place(sort, number, name, name_en, at, district, specialities=""):
    kind, zh, en = f"mediation-{sort}", "", ""
    if sort == "court":
        kind, zh, en = "court", "（示例）", " (example)"
    code = place(kind, f"{name}{number}{zh}", f"{name_en} {number}{en}", at["lon"], at["lat"], 20, "")
    initial = {"room": "R", "studio": "S", "centre": "C", "court": "K"}[sort]
    mediation.append([f"{initial}{number}", sort, code, district, specialities, "true"])
    return code


central = {s["district"]: s for s in stations if s["central"] == "true"}
desks = [mediation_place("room", n, "派出所调解室", "Mediation room", central[d], d) for n, d in enumerate(districts, 1)]
SPECIALITIES = ["family neighbour", "debt consumer", "land neighbour", "labour debt", "traffic medical", "family land other"]
studio_towns = sorted(towns, key=lambda v: -int(v["population"]))[:6]
for n, (v, of) in enumerate(zip(studio_towns, SPECIALITIES), 1):
    mediation_place("studio", n, "品牌调解工作室", "Mediation studio", v, district_of[v["code"]], of)
for n, d in enumerate([districts[0], districts[2]], 1):
    mediation_place("centre", n, "调处中心", "Mediation centre", central[d], d)
mediation_place("court", 1, "法庭", "Court", central[districts[0]], districts[0])
# Six lawyers of four firms; parties are opaque references, and no lawyer, firm or party is a real one.
for n in range(1, 7):
    lawyers.append([f"LW{n}", f"F{(n - 1) % 4 + 1}", desks[(n - 1) % len(desks)], "true"])
for n in range(1, 13):
    mandates.append([f"M{n:02d}", f"LW{(n - 1) % 6 + 1}", f"Q{(n * 7) % 12 + 1:04d}"])
write("places.csv", ["code", "name", "name_en", "kind", "lon", "lat"], places)

SEATS = {"car": 5, "motorcycle": 2, "foot": 0, "duty": 0, "drone": 2}
write("attributes/units.csv", ["code", "seats", "all-wheel"],
      [[u["code"], SEATS[u["kind"]], str(rng.random() < 0.4).lower() if u["kind"] == "car" else ""] for u in units])
write("attributes/grids.csv", ["code", "coverage", "lit"],
      [[g["code"], rng.choices(["good", "patchy", "none"], [80, 15, 5])[0], rng.choice(["true", "false", ""])] for g in grids])
# How many times as often a place is patrolled because so many people come there: large schools twice, other places with children one and a half.
flow = lambda capacity, minors: ("2" if capacity >= 800 else "1.5") if minors == "true" else ""
write("attributes/places.csv", ["code", "capacity", "minors", "flow"], [[*row, flow(*row[1:])] for row in place_values])

write("tables/mediation-places.csv", ["code", "sort", "place", "district", "specialities", "in_use"], mediation)
write("tables/lawyers.csv", ["code", "firm", "place", "in_use"], lawyers)
write("tables/lawyer-mandates.csv", ["code", "lawyer", "party"], mandates)
write("tables/key-places.csv", ["code", "place", "grid", "level", "check_every_h"], key_places)
roads = [r for r in rows("roads.csv") if len(r["from"]) == 12 and r["class"] == "village"]
write("tables/flood-season-roads.csv", ["code", "from", "to", "closed_from", "closed_until", "passable_on_foot", "detour_min"],
      [[f"F{n:02d}", r["from"], r["to"], "2022-05-01", "2022-09-30", rng.choice(["true", "false"]), rng.randrange(10, 60)]
       for n, r in enumerate(rng.sample(roads, 24), 1)])
# A village in forty has no officer at the moment.
write("tables/officers-villages.csv", ["village", "district", "officer", "since"],
      [[v["code"], district_of[v["code"]], *(("", "") if n % 40 == 39 else (officers[v["code"]], "2022-06-01"))]
       for n, v in enumerate(villages)])
# Where calls are expected, for rules that keep cover: the four largest villages of each township, and with each the people of those that lie
# nearest to it.
demand = {}
for t in townships.values():
    own = sorted((v for v in villages if v["township"] == t["code"]), key=lambda v: (-int(v["population"]), v["code"]))
    for v in own:
        way = lambda to: (float(v["lon"]) - float(to["lon"])) ** 2 + (float(v["lat"]) - float(to["lat"])) ** 2
        nearest = min(own[:4], key=way)["code"]
        demand[nearest] = demand.get(nearest, 0) + int(v["population"])
points = []
for v in (v for v in villages if v["code"] in demand):
    grid = next(g["code"] for g in grids if holds(g["geometry"], float(v["lon"]), float(v["lat"])))
    points.append([f"D{len(points) + 1:02d}", district_of[v["code"]], grid, demand[v["code"]]])
write("tables/demand-points.csv", ["code", "district", "grid", "weight"], points)
# Counts as the county reports them, none of a person. They are made up so that their quotients are the figures which are known of the county:
# traffic -18.18, -50 and -26.67 %, criminal -40.9, administrative -55.6, active criminal -41.6 and cleared +23 %, registration 58.14 and then
# 95.24 %, and 380 of 387 disputes. The disputes stand by district, too.
REPORTED = [("traffic-incidents", 22, 18), ("traffic-deaths", 2, 1), ("traffic-injuries", 15, 11), ("criminal-cases", 22, 13),
            ("administrative-cases", 9, 4), ("active-criminal-cases", 77, 45), ("cleared-cases", 100, 123),
            ("residents-registered", 2_500, 4_000), ("residents-due", 4_300, 4_200)]
BY_DISTRICT = [("disputes-settled", [152, 61, 78, 89]), ("disputes-failed", [3, 1, 1, 2])]
counts = [[figure, period, "", value, released] for figure, before, now in REPORTED
          for period, value, released in [("2021-Q3", before, "2021-10-08"), ("2022-Q3", now, "2022-10-08")]]
counts += [[figure, "2022-Q3", d, value, "2022-10-08"] for figure, values in BY_DISTRICT for d, value in zip(districts, values)]
write("tables/reported-counts.csv", ["code", "figure", "period", "district", "value", "released"],
      [[f"N{n:03d}", *row] for n, row in enumerate(counts, 1)])
# Whose the cameras are: the police's own, a township's, a village's.
write("video-points.csv", ["code", "lon", "lat", "owner"],
      [[v["code"], v["lon"], v["lat"], ["police", "township", "village"][n % 3]] for n, v in enumerate(rows("video-points.csv"))])
print(len(persons), len(posts), len(shifts), len(places), len(key_places))
