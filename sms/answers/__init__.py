"""What each command is answered with, a module a subject; `sms.commands` has the table."""
