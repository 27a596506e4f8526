"""Makes the plain county: three districts on a made-up plain, with other teams, slots, kinds and hours than the model county's, in a time zone
with summer time. Everything in it is made up, and the same on every run.

A grid of squares: two townships a district, four villages a township, four grids a village. No record is a real person, place or organisation.

usage: python make.py   (in this folder; needs nothing but Python)
"""
import csv
import json
import math
import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

rng = random.Random(990100)
COUNTY = "990100"
ZONE = ZoneInfo("Europe/Berlin")
WEST, SOUTH, SIDE = 10.0, 53.0, 0.12  # degrees; a township is a square of this side
KX, KY = 111.32 * math.cos(math.radians(53.12)), 111.2  # km per degree here
DISTRICTS = [("990100-N", "北区", "North"), ("990100-M", "中区", "Middle"), ("990100-S", "南区", "South")]


def write(path, header, data):
    with open(path, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(header)
        w.writerows(data)


def write_geojson(path, features):
    with open(path, "w", encoding="utf-8") as f:
        f.write('{"type":"FeatureCollection","features":[\n')
        f.write(",\n".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) for x in features))
        f.write("\n]}\n")


def r(degrees):
    return round(degrees, 6)


def feature(west, south, width, height, **props):
    east, north = west + width, south + height
    ring = [[r(west), r(south)], [r(east), r(south)], [r(east), r(north)], [r(west), r(north)], [r(west), r(south)]]
    return {"type": "Feature", "id": props["code"], "properties": props, "geometry": {"type": "Polygon", "coordinates": [ring]}}


# Districts lie one above the other; each has a township in the west and one in the east.
townships, villages, grids = [], [], []
for row, (district, zh, en) in enumerate(DISTRICTS):
    for column in range(2):
        n = len(townships)
        west, south = WEST + column * SIDE, SOUTH + (2 - row) * SIDE
        code = f"{COUNTY}{101 + n}"
        township = {"code": code, "name": f"{zh}{'西东'[column]}镇", "name_en": f"{en} {['West', 'East'][column]}", "district": district,
                    "west": west, "south": south, "seat": (west + SIDE / 2, south + SIDE / 2)}
        townships.append(township)
        for v in range(4):
            half = SIDE / 2
            w, s = west + v % 2 * half, south + v // 2 * half
            village = {"code": f"{code}{201 + v}", "name": f"{township['name'][:-1]}{'一二三四'[v]}村", "township": code, "district": district,
                       "point": (w + half * 0.45, s + half * 0.55), "population": 400 + rng.randrange(2600)}
            villages.append(village)
            for g in range(4):
                quarter = half / 2
                grids.append({"code": f"{village['code']}{1 + g:03d}", "name": f"{village['name']}第{1 + g}网格", "village": village["code"],
                              "township": code, "district": district, "households": 40 + rng.randrange(160),
                              "west": w + g % 2 * quarter, "south": s + g // 2 * quarter, "side": quarter})

write_geojson("districts.geojson", [
    feature(WEST, SOUTH + (2 - row) * SIDE, 2 * SIDE, SIDE, code=code, name=zh, name_en=en, central_station=f"{townships[2 * row]['code']}-P")
    for row, (code, zh, en) in enumerate(DISTRICTS)])
write_geojson("townships.geojson", [
    feature(t["west"], t["south"], SIDE, SIDE, code=t["code"], name=t["name"], name_en=t["name_en"], district=t["district"],
            seat=[r(t["seat"][0]), r(t["seat"][1])]) for t in townships])
write_geojson("grids.geojson", [
    feature(g["west"], g["south"], g["side"], g["side"],
            **{k: g[k] for k in ("code", "name", "village", "township", "district", "households")}) for g in grids])
write("villages.csv", ["code", "name", "township", "lon", "lat", "population"],
      [[v["code"], v["name"], v["township"], f"{v['point'][0]:.5f}", f"{v['point'][1]:.5f}", v["population"]] for v in villages])
write("stations.csv", ["code", "name", "name_en", "township", "district", "central", "lon", "lat"],
      [[f"{t['code']}-P", f"{t['name'][:-1]}警署", f"{t['name_en']} police post", t["code"], t["district"], str(n % 2 == 0).lower(),
        f"{t['seat'][0]:.5f}", f"{t['seat'][1]:.5f}"] for n, t in enumerate(townships)])

# Roads: every seat to the seats beside it, every village to its seat and to the next village.
nodes = {t["code"]: t["seat"] for t in townships} | {v["code"]: v["point"] for v in villages}
edges = {}
for n, t in enumerate(townships):
    for other in [n + 1] * (n % 2 == 0) + [n + 2] * (n + 2 < len(townships)):
        edges[t["code"], townships[other]["code"]] = "main"
for n, v in enumerate(villages):
    edges[v["township"], v["code"]] = "county"
    if n % 4 != 3:
        edges[v["code"], villages[n + 1]["code"]] = "village"
SPEED = {"main": 80, "county": 60, "village": 40}


def length_m(a, b):
    return int(1000 * 1.2 * math.hypot((nodes[a][0] - nodes[b][0]) * KX, (nodes[a][1] - nodes[b][1]) * KY))


write("roads.csv", ["from", "to", "from_lon", "from_lat", "to_lon", "to_lat", "class", "length_m", "speed_kmh"],
      [[a, b, *(f"{x:.5f}" for x in (*nodes[a], *nodes[b])), kind, length_m(a, b), SPEED[kind]] for (a, b), kind in sorted(edges.items())])

# The force: a van and two cars of the response team, one of the roads team, one on foot of the neighbourhood team; a volunteer patrol a district.
units = []


def unit(district, team, kind, home, crew, skills, of_class="officer"):
    units.append([f"P{len(units) + 1:02d}", district, team, kind, home, crew, skills, of_class])


for row, (district, _, _) in enumerate(DISTRICTS):
    west, east = (f"{townships[2 * row + n]['code']}-P" for n in range(2))
    unit(district, "response", "van", west, 3, "search custody")
    unit(district, "response", "car", west, 2, "search custody first-aid")
    unit(district, "response", "car", east, 2, "search first-aid")
    unit(district, "roads", "car", west, 2, "roads first-aid")
    unit(district, "neighbourhood", "walker", east, 2, "talk search")
    unit(district, "neighbourhood", "walker", west, 2, "talk search")
    unit(district, "watch", "walker", east, 4, "search", "volunteer")
write("units.csv", ["code", "district", "team", "kind", "home", "crew", "skills", "class"], units)

persons, posts, crews = [], [], {}
for row, (district, _, _) in enumerate(DISTRICTS):
    west, east = (f"{townships[2 * row + n]['code']}-P" for n in range(2))
    roles = [("inspector", "", west, "true", "in-charge desk")] * 2 + [("sergeant", "response", west, "true", "desk")] * 3
    roles += [("constable", "neighbourhood", east, "true", "")] * 4 + [("constable", "roads", west, "true", "")] * 2 + [("clerk", "", west, "false", "desk")] * 3
    for post, team, station, sworn, qualified in roles:
        code = f"Q{len(persons) + 1:03d}"
        persons.append([code, sworn, qualified])
        posts.append([code, post, team, district, station, "2026-01-01", ""])
        crews.setdefault((district, post), []).append(code)
write("persons.csv", ["code", "sworn", "qualifications"], persons)
write("posts.csv", ["person", "post", "team", "district", "station", "from", "to"], posts)

# The watches of March and April: two a day, at six and at eighteen by the clock on the wall, whatever summer time makes of that.
roster, first = [], datetime(2026, 2, 28, 18)
for n in range(2 * 62):
    starts, ends = (first + timedelta(hours=12 * (n + k)) for k in (0, 1))
    for district, _, _ in DISTRICTS:
        for slot, post in [("in-charge", "inspector"), ("desk", "sergeant"), ("clerk", "clerk")]:
            staff = crews[district, post]
            roster.append([district, *(at.replace(tzinfo=ZONE).isoformat() for at in (starts, ends)), slot, staff[n % len(staff)]])
write("roster-2026-03.csv", ["district", "starts", "ends", "slot", "person"], roster)

places, key_places, mediation = [], [], []


def place(kind, zh, en, at):
    places.append([f"L{len(places) + 1:02d}", zh, en, kind, f"{at[0]:.5f}", f"{at[1]:.5f}"])
    return places[-1][0]


def grid_of(at):
    return next(g["code"] for g in grids if g["west"] <= at[0] < g["west"] + g["side"] and g["south"] <= at[1] < g["south"] + g["side"])


for n, t in enumerate(townships, 1):
    own = [v for v in villages if v["township"] == t["code"]]
    kind, zh, en = ("desk-room", "值班室", "Desk room") if n % 2 else ("post-box", "警务亭", "Police box")
    place(kind, f"{zh}{n}", f"{en} {n}", t["seat"])
    school = place("school", f"学校{n}（示例）", f"School {n} (example)", own[0]["point"])
    key_places.append([f"B{n}", school, grid_of(own[0]["point"]), "district", 6])
    parlour = place("parlour", f"调解室{n}", f"Mediation parlour {n}", own[1]["point"])
    mediation.append([f"T{n}", ["room", "studio"][n % 2], parlour, t["district"], "family neighbour land" if n % 2 else "", "true"])
court = place("court", "法庭（示例）", "Court (example)", townships[2]["seat"])
mediation.append(["T9", "court", court, DISTRICTS[1][0], "", "true"])
mediation.append(["T8", "centre", places[0][0], DISTRICTS[0][0], "", "true"])
write("places.csv", ["code", "name", "name_en", "kind", "lon", "lat"], places)
write("tables/key-places.csv", ["code", "place", "grid", "level", "check_every_h"], key_places)
write("tables/mediation-places.csv", ["code", "sort", "place", "district", "specialities", "in_use"], mediation)
write("tables/lawyers.csv", ["code", "firm", "place", "in_use"], [[f"A{n}", f"F{n}", mediation[n - 1][2], "true"] for n in (1, 2, 3)])
write("tables/lawyer-mandates.csv", ["code", "lawyer", "party"], [["Y1", "A1", "Z0001"], ["Y2", "A2", "Z0002"]])
write("tables/key-words.csv", ["code", "reported", "word", "kind"], [["E1", "aid", "走失", "lost-person"], ["E2", "aid", "烟", "blaze"]])
write("tables/officers-villages.csv", ["village", "district", "officer", "since"],
      [[v["code"], v["district"], crews[v["district"], "constable"][n % 4], "2026-01-01"] for n, v in enumerate(villages)])
write("tables/risk-marks.csv", ["code", "grid", "place", "class"],
      [[f"M{n:02d}", row[2], row[1], "A"] for n, row in enumerate(key_places, 1)]
      + [[f"M{n:02d}", g["code"], "", "B"] for n, g in enumerate(grids[::16], len(key_places) + 1)])
write("tables/review-items.csv", ["code", "for_all", "kind", "item"],
      [["V1", "true", "", "到场时间已登记"], ["V2", "true", "", "结果已登记"], ["V3", "", "brawl", "双方均已询问"], ["V4", "", "theft", "现场已查看"]])
write("tables/teams-on-cases.csv", ["code", "district", "captain", "cap", "in_use"],
      [[f"O{n}", d, crews[d, "sergeant"][0], 3, "true"] for n, (d, _, _) in enumerate(DISTRICTS, 1)])
write("tables/experts.csv", ["code", "person", "specialities", "in_use"],
      [[f"X{n}", crews[d, "sergeant"][1], of, "true"] for n, ((d, _, _), of) in enumerate(zip(DISTRICTS, ["账目", "设备", "账目 设备"]), 1)])
# Police boxes: one unit of the response team, and a constable, by day.
boxes = [(n, t) for n, t in enumerate(townships) if n % 2]
box_of = {t["code"]: row[0] for (_, t), row in zip(boxes, [x for x in places if x[3] == "post-box"])}
write("tables/staffed-places.csv", ["code", "place", "grid", "district", "units", "officers", "opens", "closes", "radius_m"],
      [[f"W{n}", box_of[t["code"]], grid_of(t["seat"]), t["district"], 1, 1, "07:00", "19:00", 4000] for n, t in boxes])
east_car = {u[1]: u[0] for u in units if u[2] == "response" and u[5] == 2 and u[4].endswith(("2-P", "4-P", "6-P"))}
write("tables/place-staff.csv", ["code", "of", "unit", "person", "from", "until"],
      [row for n, t in boxes for row in ([f"X{n}", f"W{n}", east_car[t["district"]], "", "", ""],
                                         [f"Z{n}", f"W{n}", "", crews[t["district"], "constable"][0], "07:00", "19:00"])])
write("tables/vacant-grids.csv", ["code", "grid", "district", "version", "since"],
      [[f"V{n}", g["code"], g["district"], "1", "2026-03-01"] for n, g in enumerate(grids[5::40], 1)])
write("video-points.csv", ["code", "lon", "lat"],
      [[f"C{n:03d}", f"{v['point'][0] + 0.002 * (n % 5):.5f}", f"{v['point'][1] - 0.002 * (n % 3):.5f}"]
       for n, v in enumerate(v for v in villages for _ in range(3))])

# Counts that the districts hand in, a quarter a row; none is of a person.
handed_in = []
for period, released, share in [("2025-Q1", "2025-04-07", 0.7), ("2026-Q1", "2026-04-07", 0.93)]:
    for district, _, _ in DISTRICTS:
        living = 900 + rng.randrange(400)
        for what, amount in [("crashes", 20 + rng.randrange(20)), ("living-there", living), ("known", int(living * share))]:
            handed_in.append([f"H{len(handed_in) + 1:02d}", what, period, district, amount, released])
write("tables/counts-handed-in.csv", ["id", "what", "period", "area", "amount", "released"], handed_in)

# Five weeks of incidents, from before summer time begins until after.
KINDS = [("aid", 0.35, 4), ("row", 0.2, 3), ("crash", 0.15, 2), ("loud", 0.1, 4), ("theft", 0.1, 3), ("brawl", 0.05, 2), ("blaze", 0.03, 1),
         ("lost-person", 0.02, 2)]
out = []
for day in range(35):
    for _ in range(12):
        g = rng.choice(grids)
        at = datetime(2026, 3, 1) + timedelta(days=day, seconds=rng.randrange(86_400))
        if (at.month, at.day, at.hour) == (3, 29, 2):  # an hour that the clocks leave out
            at += timedelta(hours=1)
        kind, _, priority = rng.choices(KINDS, [weight for _, weight, _ in KINDS])[0]
        lon, lat = g["west"] + g["side"] * rng.random(), g["south"] + g["side"] * rng.random()
        out.append((at.replace(tzinfo=ZONE), {"kind": kind, "priority": priority, "lon": round(lon, 5), "lat": round(lat, 5), "source": "112",
                                              "on_scene_minutes": 10 + rng.randrange(50)}))
out.sort(key=lambda x: x[0].timestamp())
with open("incidents-2026-03.ndjson", "w", encoding="utf-8") as f:
    for n, (at, incident) in enumerate(out, 1):
        f.write(json.dumps({"id": f"20260300{n:05d}", "reported_at": at.isoformat(), **incident}, ensure_ascii=False, separators=(",", ":")) + "\n")
print(len(townships), len(villages), len(grids), len(edges), len(units), len(persons), len(roster), len(out))
