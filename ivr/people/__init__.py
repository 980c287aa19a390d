"""People who answer: the queue, the agents' telephones, passing on, the survey, call-backs (domain 4.1.9, 8).

The rows are in `models.tables.agent`. `waiting` is where the dialogue hands a caller over, `callers` what callers hear
from then on, `agents` and `desk` what agents hear, `callbacks` what whoever is called back hears, `office` rings the
telephones. `routes` has the blueprints for the composition root.
"""
