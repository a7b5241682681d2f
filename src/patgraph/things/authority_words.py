"""Authority words: what says in a council's name which kind of authority it is, and not which place."""

#: Words for the kind of authority, and the sort of place they speak of; nothing where they tell none.
FORMS = {
    "council": "", "councils": "", "cncl": "", "authority": "", "corporation": "", "unitary": "", "ua": "",
    "royal": "", "cc": "", "area": "", "county": "county", "co": "county", "borough": "town", "boro": "town",
    "city": "town", "district": "town", "metropolitan": "town", "metro": "town", "met": "town",
    "mb": "town", "mbc": "town", "mdc": "town", "md": "town", "bc": "town", "dc": "town", "rb": "town",
    "rbc": "town", "lb": "london", "lbc": "london", "lbo": "london",
}  # fmt: skip
