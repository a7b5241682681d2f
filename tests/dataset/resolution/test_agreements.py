"""Agreements of sources: the build counts what comparing all that each two say would give."""

#: For each two documents that both give a value of some single-valued property of a thing, on how many such
#: pairs the best agreement between any two of their values is of each kind.
ALL_PAIRS = """
PREFIX modality: <https://w3id.org/patgraph/concept/modality/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX pat: <https://w3id.org/patgraph/def#>

SELECT ?documentA ?documentB (SUM(IF(?best = 2, 1, 0)) AS ?same) (SUM(IF(?best = 1, 1, 0)) AS ?compatible)
       (SUM(IF(?best = 0, 1, 0)) AS ?clash)
WHERE {
  {
    SELECT ?documentA ?documentB ?subject ?property (MAX(?agreement) AS ?best)
    WHERE {
      {
        SELECT ?subject ?property
        WHERE {
          ?passage pat:inDocument ?document .
          GRAPH ?passage { ?subject ?property ?any . }
        }
        GROUP BY ?subject ?property
        HAVING (COUNT(DISTINCT ?document) > 1)
        LIMIT 999999
      }
      FILTER(EXISTS { ?property a owl:FunctionalProperty . } || EXISTS { ?property pat:singleValued true . })
      GRAPH ?passageA { ?subject ?property ?valueA . }
      ?passageA pat:inDocument ?documentA ; pat:modality ?modalityA .
      FILTER(?modalityA != modality:denied)
      GRAPH ?passageB { ?subject ?property ?valueB . }
      ?passageB pat:inDocument ?documentB ; pat:modality ?modalityB .
      FILTER(?modalityB != modality:denied)
      FILTER(STR(?documentA) < STR(?documentB))
      OPTIONAL { ?valueA pat:earliest ?earliestA ; pat:latest ?latestA . }
      OPTIONAL { ?valueB pat:earliest ?earliestB ; pat:latest ?latestB . }
      BIND(IF(COALESCE(?valueA = ?valueB, false), 2,
              IF(COALESCE(?earliestA <= ?latestB && ?earliestB <= ?latestA, false), 1, 0)) AS ?agreement)
    }
    GROUP BY ?documentA ?documentB ?subject ?property
  }
}
GROUP BY ?documentA ?documentB
"""


def test_what_the_build_counts_is_what_comparing_all_values_gives(graph):
    """`source-agreement` answers, of each two documents, what a query over all pairs of passages finds."""
    found = {
        (one.value, other.value): tuple(int(count.value) for count in counts)
        for one, other, *counts in graph.store.select(ALL_PAIRS)[1]
    }
    told = {
        (row["documentA"], row["documentB"]): (row["same"], row["compatible"], row["clash"])
        for row in graph.query("source-agreement")
    }
    assert found and told == found
    assert all(row["comparable"] == sum(told[row["documentA"], row["documentB"]])
               for row in graph.query("source-agreement"))  # fmt: skip
