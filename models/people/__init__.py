"""Work for people: agents and the queue before them, tickets, call-backs."""
