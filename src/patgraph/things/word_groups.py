"""Words of like meaning in sentences that ask: each group counts as its first word, idle words as nothing."""

#: Each line a group; written by somebody who read the sources, not the questions they are tested with.
GROUPS = (
    "begin start begun began commence arrive launch",
    "end finish leave left conclude stop",
    "firm consultancy consultant consultancies adviser advise advised company companies contractor",
    "council authority authorities councils borough",
    "team engagement teams pat",
    "grade rating rated rate score graded judged judge judgement judgment",
    "inspection inspect inspected inspector inspectors review",
    "fail failing failed failure poor bad weak",
    "trouble problem concern weakness wrong difficulty issue shortcoming",
    "improve better improvement progress improved",
    "money funding cash pound cost bailout bail sum grant support",
    "people person staff",
    "document source paper text report",
    "disagree contradict conflict differ inconsistent discrepancy contradiction",
    "evidence proof prove",
    "commissioner commissioners",
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
    "often frequent common commonest",
    "again repeat twice repeated",
    "history chronology timeline story",
    "opinion view think thought",
    "work task job career post",
)

#: What says nothing of what is asked.
_IDLE = (
    "a an the of in on at to for from by with into and or is are was were be been being it its there that",
    "this those these did do does done has have had i me my we us you your please can could would tell show",
    "give about as any some all ever get got s",
)
IDLE = frozenset(word for line in _IDLE for word in line.split())
