"""Words of like meaning in sentences that ask: each group counts as its first word, idle words as nothing."""

#: Each line a group; written by the sources, not by the questions they are tested with.
GROUPS = (
    "begin start begun began commence arrive launch",
    "end finish leave left stop withdraw withdrew depart",
    "firm consultancy consultant consultancies adviser advise advised advisor advisors company companies "
    "contractor",
    "council authority authorities councils borough",
    "team engagement teams pat",
    "grade rating rated rate score graded judged judge judgement judgment",
    "inspection inspect inspected inspector inspectors review",
    "fail failing failed failure poor bad weak",
    "trouble problem concern weakness wrong difficulty issue shortcoming",
    "improve better improvement progress improved",
    "money funding cash pound cost bailout bail sum grant support spend spent expense expenditure fee price",
    "people person staff",
    "document source paper text report",
    "disagree contradict conflict differ inconsistent discrepancy contradiction",
    "evidence proof prove",
    "commissioner commissioners envoy envoys",
    "government minister whitehall department",
    "intervention intervene intervened takeover",
    "zero no none without",
    "replace succeed successor",
    "abolish abolished merge split",
    "cause prompt why reason trigger",
    "impose order ordered decide",
    "product output deliverable",
    "different differently",
    "agree agreement consensus",
    "today now currently",
    "ready readiness prepared",
    "often frequent common commonest frequency prevalent widespread",
    "again repeat twice repeated relapse recur recurrence recurrent",
    "history chronology timeline story",
    "opinion view comment comments remark think thought believe belief felt attitude reaction feel feeling "
    "perceive perception perspective",
    "work task",
    "job career post position occupation",
    "conclude conclusion",
    "effect impact difference consequence benefit",
    "late overrun overran delay delayed",
    "fast quick quickly soon speed rapid",
    "website web page link url uri address homepage",
    "identifier id code",
    "get got receive received obtain",
    "say said state stated claim announce announced announcement",
    "cite cited quote quoted reference references",
    "book article publication",
    "framework model theory",
    "certain sure uncertain doubt doubtful",
    "lesson learn learned learnt",
    "same similar alike resemble like",
    "recommend recommendation advice",
    "criticise criticism criticised critical critic fault complain complaint complained grievance",
    "child children kids",
    "population inhabitants residents",
    "send sent dispatch",
    "appoint appointed hire hired choose chosen select selected",
    "compare comparison versus",
    "big large huge",
    "name names called",
    "boss chief head headed lead leader",
    "slow slowest long longest",
    "strand stream package",
    "anonymous unnamed withheld nameless anonymised",
    "confirm corroborate corroborated uncorroborated",
    "ask request requested asked volunteer voluntary volunteered",
    "success successful unsuccessful verdict",
    "practitioner practitioners worker workers frontline",
    "councillor member politician elected",
    "happen occur event",
    "missing lack lacking absent omit omitted unavailable",
    "error mistake slip typo",
    "figure number statistic statistics percentage",
    "vacancy vacant unfilled",
    "praise praised credit",
    "former old previous earlier prior",
    "passage paragraph",
    "condition prerequisite precondition requirement",
    "aim goal objective purpose mission remit",
    "satisfied happy glad pleased",
    "bankrupt bankruptcy bust insolvent insolvency",
    "abbreviation acronym initials",
    "rank ranking league",
    "resign resigned resignation quit sack sacked dismissed fired",
    "worst lowest weakest",
    "best highest strongest top",
    "deprivation deprived poverty",
    "total altogether overall",
    "pay paid charge charged bill billed",
    "research study studies scholar academic",
)

#: Words that share a stem with words of another meaning (authors and authorities): they count as the first of
#: their line, one that stands alone as nothing but itself.
WHOLE = (
    "write author authors writer writers wrote written",
    "success productive unproductive",
    "sure firmly firmness",
    "quick prompt promptly",
    "positive",
    "governance",
    "successive",
    "heading",
    "headings",
    "selective",
    "likely",
)

#: What says nothing of what is asked.
_IDLE = (
    "a an the of in on at to for from by with into and or is are was were be been being it its there that",
    "this those these did do does done has have had i me my we us you your please can could would tell show",
    "give about as any some all ever get got s",
)
IDLE = frozenset(word for line in _IDLE for word in line.split())

#: What asks, whatever about: a sentence with these alone in common with a question is about something else.
ASKING = frozenset(["what", "who", "whom", "whose", "which", "how", "when", "where", "why", "many", "much"])

#: What lies outside: other countries, and what people ask of a council's own website or of this one.
_OUTSIDE = "scotland scottish wales welsh ireland irish postcode api hotline"
OUTSIDE = frozenset(_OUTSIDE.split())
#: How they ask for it in several words.
CONTACT = (
    r"\b(?:(?:tele)?phone|mobile|fax|contact|email|e mail|postal) (?:number|address|detail)(?:e?s)?\b"
    r"|^(?:tele)?phone\b|^e ?mail\b|\bcan i (?:contact|reach|call|ring|(?:tele)?phone|e ?mail)\b"
    r"|\bhow (?:do|to|would) (?:i |we )?(?:contact|reach|call|ring|(?:tele)?phone|e ?mail)\b"
)
