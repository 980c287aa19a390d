"""The tables, one file for each subject: classes, their constraints and closed sets, no rule that needs a query."""
