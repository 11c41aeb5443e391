"""The text that `qa` answers from."""

STORY = """\
Elizabeth and Peter left the theatre late, and it was raining, so they took a taxi to the harbour for supper.
Halfway through the meal Elizabeth turned pale and could not get up from her chair.
An ambulance took her to the hospital on the hill, where the doctors found a ruptured appendix.
Elizabeth was hospitalized for nine days, four of them in intensive care.
Peter sat by her bed every evening and read to her from the play that they had seen.
When she came home, the first thing that she asked for was the rest of that supper.
"""
