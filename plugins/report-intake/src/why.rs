//! What it says to people of a report.

wardroom_plugin::catalog! {
    // The table's code for the word: what the caller said is nobody's to read here.
    1 key_word(row: text):
        "报警内容含该类警情的关键词（{row}）",
        "the caller uses a key word of that kind ({row})";
    2 key_place(grid: grid): "{grid}有重点部位", "a key place stands in {grid}";
    10 same_kind(away: distance, ago: duration):
        "同类警情，相距{away}，{ago}前报警",
        "the same kind, {away} away, reported {ago} before";
    11 same_kind_and_words(away: distance, ago: duration, alike: percent):
        "同类警情，相距{away}，{ago}前报警，报警内容相似度{alike}",
        "the same kind, {away} away, reported {ago} before, words {alike} alike";
    12 kindred(away: distance, ago: duration, kind: kind):
        "相近类别（{kind}），相距{away}，{ago}前报警",
        "a kindred kind ({kind}), {away} away, reported {ago} before";
    13 kindred_and_words(away: distance, ago: duration, alike: percent, kind: kind):
        "相近类别（{kind}），相距{away}，{ago}前报警，报警内容相似度{alike}",
        "a kindred kind ({kind}), {away} away, reported {ago} before, words {alike} alike";
    14 reported_as_same_kind(away: distance, ago: duration):
        "报警类别与其相同，相距{away}，{ago}前报警",
        "reported as the same kind, {away} away, reported {ago} before";
    15 reported_as_same_kind_and_words(away: distance, ago: duration, alike: percent):
        "报警类别与其相同，相距{away}，{ago}前报警，报警内容相似度{alike}",
        "reported as the same kind, {away} away, reported {ago} before, words {alike} alike";
}
