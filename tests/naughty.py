"""Texts that other programs stumble over: formulas, signs no format can hold, and what looks like something else than text."""

NAUGHTY = (
    "=1+1", "=HYPERLINK(\"http://a.example\";\"klik\")", "+31612345678", "-2+3", "-", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1",
    "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1+1", "'=1+1", "'", "=cmd|' /C calc'!A0", "{=1+1}", "of:=1+1", "msoxl:=1+1",
    "00123", "1E10", "1e5", "0x1F", "1,5", "1.5", "12-02", "2026-12-02", "1:30", "50%", "TRUE", "WAAR", "#N/A", "#REF!",
    "NaN", "NULL", "\"", "\"\"", "a;b", "a,b", "a\"b;c\"", "een\r\ntwee", "een\ntwee\n", "een\rtwee", "  wit  er  om  ",
    "een\ttwee", " ",
    "<r>", "<r>a</r>", "<r><t>=1</t></r>", "</text:p>", "]]>", "&amp;", "<!--", "<script>alert(1)</script>", "%s", "{0}", "%(a)s",
    "_x0041_", "_x000D_", "\x00", "a\x00b", "\x0b\x1f\x7f", "\x85", "\ufeff", "\ufffe\uffff", "\ud800", "a\udfffb", "\U0001fffe",
    "العربية", "\u202eSanne", "שלום, Sanne", "👩‍💻👍🏽", "Zoë Ĳssel", "e\u0301", "\u2028", "\u2029", "\u200b", "Ω≈ç√∫", "田中さん",
)  # fmt: skip
