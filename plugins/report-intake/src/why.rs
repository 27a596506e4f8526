//! What it says to people of a report.

wardroom_plugin::catalog! {
    // The table's code for the word: what the caller said is nobody's to read here.
    1 key_word(row: text):
        "报警内容含该类警情的关键词（{row}）",
        "the caller uses a key word of that kind ({row})";
    2 key_place(grid: grid): "{grid}有重点部位", "a key place stands in {grid}";
    // Of a duplicate: each piece of evidence, and in brackets the points that it adds or takes off.
    20 same_kind(away: distance, place: text, ago: duration, time: text, kind: text):
        "相距{away}（{place}），{ago}前报警（{time}），同类警情（{kind}）",
        "{away} away ({place}), reported {ago} before ({time}), the same kind ({kind})";
    21 same_kind_and_words(away: distance, place: text, ago: duration, time: text, kind: text,
        alike: percent, words: text):
        "相距{away}（{place}），{ago}前报警（{time}），同类警情（{kind}），报警内容相似度{alike}（{words}）",
        "{away} away ({place}), reported {ago} before ({time}), the same kind ({kind}), words {alike} alike ({words})";
    22 reported_as_same_kind(away: distance, place: text, ago: duration, time: text, kind: text):
        "相距{away}（{place}），{ago}前报警（{time}），种类相同（{kind}）",
        "{away} away ({place}), reported {ago} before ({time}), reported as the same kind ({kind})";
    23 reported_as_same_kind_and_words(away: distance, place: text, ago: duration, time: text, kind: text,
        alike: percent, words: text):
        "相距{away}（{place}），{ago}前报警（{time}），种类相同（{kind}），报警内容相似度{alike}（{words}）",
        "{away} away ({place}), reported {ago} before ({time}), reported as the same kind ({kind}), words {alike} alike ({words})";
    24 kindred(away: distance, place: text, ago: duration, time: text, kind: text):
        "相距{away}（{place}），{ago}前报警（{time}），种类相近（{kind}）",
        "{away} away ({place}), reported {ago} before ({time}), a kindred kind ({kind})";
    25 kindred_and_words(away: distance, place: text, ago: duration, time: text, kind: text,
        alike: percent, words: text):
        "相距{away}（{place}），{ago}前报警（{time}），种类相近（{kind}），报警内容相似度{alike}（{words}）",
        "{away} away ({place}), reported {ago} before ({time}), a kindred kind ({kind}), words {alike} alike ({words})";
    26 other_kind(away: distance, place: text, ago: duration, time: text, kind: text):
        "相距{away}（{place}），{ago}前报警（{time}），种类不同（{kind}）",
        "{away} away ({place}), reported {ago} before ({time}), another kind ({kind})";
    27 other_kind_and_words(away: distance, place: text, ago: duration, time: text, kind: text,
        alike: percent, words: text):
        "相距{away}（{place}），{ago}前报警（{time}），种类不同（{kind}），报警内容相似度{alike}（{words}）",
        "{away} away ({place}), reported {ago} before ({time}), another kind ({kind}), words {alike} alike ({words})";
}
