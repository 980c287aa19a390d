"""The invariants of domain 5 that a query can check, each counting what breaks it: nothing may.

Tests import nothing from one another, so this is read with `runpy`. Those that no query sees have tests of their own:
6 interest (test_seed, test_ledger), 15 PINs (test_credentials), 17 levels (test_enquiries), 18 policies (test_policy).
"""

INVARIANTS = {
    "1 a balance is the sum of its bucket": """
        SELECT count(*) FROM personal_account a WHERE a.current_year_fen <> (
            SELECT coalesce(sum(amount_fen), 0) FROM ledger_entry
            WHERE account_id = a.id AND bucket = 'current_year')
        OR a.carried_over_fen <> (
            SELECT coalesce(sum(amount_fen), 0) FROM ledger_entry
            WHERE account_id = a.id AND bucket = 'carried_over')
    """,
    "1 a balance is that of the last entry": """
        SELECT count(*) FROM personal_account a LEFT JOIN ledger_entry e
            ON e.account_id = a.id AND e.seq = a.entries
        WHERE a.entries <> (SELECT coalesce(max(seq), 0) FROM ledger_entry WHERE account_id = a.id)
        OR a.current_year_fen <> e.current_year_fen OR a.carried_over_fen <> e.carried_over_fen
    """,
    "2 nothing is below zero": """
        SELECT count(*) FROM ledger_entry WHERE current_year_fen < 0 OR carried_over_fen < 0
    """,
    "3 every kind has its sign": """
        SELECT count(*) FROM ledger_entry
        WHERE (kind IN ('employer_credit', 'personal_credit', 'interest') AND amount_fen <= 0)
        OR (kind IN ('outpatient', 'inpatient', 'pharmacy', 'shared_payment', 'shared_premium') AND amount_fen >= 0)
    """,
    "4 running balances follow without gaps": """
        SELECT count(*) FROM (
            SELECT seq, current_year_fen + carried_over_fen AS held, amount_fen,
                row_number() OVER w AS place,
                coalesce(lag(current_year_fen + carried_over_fen) OVER w, 0) AS before
            FROM ledger_entry WINDOW w AS (PARTITION BY account_id ORDER BY seq)) AS chain
        WHERE seq <> place OR held <> before + amount_fen
    """,
    "4 business days never run backwards": """
        SELECT count(*) FROM (
            SELECT business_day, lag(business_day) OVER (PARTITION BY account_id ORDER BY seq) AS before
            FROM ledger_entry) AS chain
        WHERE business_day < before
    """,
    "5 every year of an account was carried over in a pair that nets to nothing": """
        SELECT count(*) FROM (
            SELECT account_id, for_year FROM ledger_entry WHERE kind = 'carry_over'
            GROUP BY 1, 2 HAVING count(*) <> 2 OR sum(amount_fen) <> 0) AS pairs
    """,
    "6 interest comes once a year and bucket": """
        SELECT count(*) FROM (
            SELECT 1 FROM ledger_entry WHERE kind = 'interest'
            GROUP BY account_id, for_year, bucket HAVING count(*) > 1) AS twice
    """,
    "7 shared money is taken under an authorisation that held": """
        SELECT count(*) FROM ledger_entry e
        JOIN personal_account a ON a.id = e.account_id
        LEFT JOIN family_authorisation f ON f.id = e.authorisation_id
            AND f.authoriser_id = a.person_id AND f.member_id = e.beneficiary_id
            AND f.begun_on <= e.business_day AND coalesce(f.ended_on, e.business_day) >= e.business_day
        WHERE e.kind IN ('shared_payment', 'shared_premium') AND f.id IS NULL
    """,
    "7 family pays once nothing of one's own is left": """
        SELECT count(*) FROM settlement WHERE shared_fen > 0 AND own_left_fen > 0 AND NOT own_excluded
    """,
    "7 every part of a bill that family paid is in the ledger": """
        SELECT count(*) FROM settlement s WHERE s.shared_fen <> (
            SELECT coalesce(sum(t.amount_fen), 0) FROM sharing_attempt t
            WHERE t.external_number = s.external_number AND t.reason IS NULL)
    """,
    "7 a successful attempt is what the ledger says": """
        SELECT count(*) FROM sharing_attempt t WHERE t.reason IS NULL AND t.amount_fen <> (
            SELECT coalesce(-sum(e.amount_fen), 0) FROM ledger_entry e
            WHERE e.authorisation_id = t.authorisation_id AND e.external_number IN (
                t.external_number, t.external_number || '/2',
                t.external_number || '/F' || t.place, t.external_number || '/F' || t.place || '/2'))
    """,
    "7 a failed attempt took nothing": """
        SELECT count(*) FROM sharing_attempt t JOIN ledger_entry e ON e.external_number IN (
            t.external_number, t.external_number || '/F' || t.place) WHERE t.reason IS NOT NULL
    """,
    "8 a bill is the sum of its parts": """
        SELECT count(*) FROM settlement WHERE cost_fen <> own_fen + shared_fen + pooled_fen + cash_fen
    """,
    "8 what the own account paid of a bill is in its ledger": """
        SELECT count(*) FROM settlement s WHERE s.own_fen <> (
            SELECT coalesce(-sum(e.amount_fen), 0) FROM ledger_entry e
            WHERE e.external_number IN (s.external_number, s.external_number || '/2'))
    """,
    "9 residents and the lower Shenzhen tiers have no account": """
        SELECT count(*) FROM personal_account a JOIN insurance i ON i.person_id = a.person_id
        WHERE i.status = 'active' AND (i.scheme = 'resident' OR i.tier IN ('second', 'third'))
    """,
    "10 a reversal is the opposite of its original, once": """
        SELECT count(*) FROM ledger_entry r LEFT JOIN ledger_entry o
            ON o.account_id = r.account_id AND o.seq = r.reverses_seq
        WHERE r.kind = 'reversal' AND (o.seq IS NULL OR o.amount_fen <> -r.amount_fen)
    """,
    "11 a premium from family is a contribution of the member": """
        SELECT count(*) FROM sharing_attempt t LEFT JOIN contribution c
            ON c.external_number = t.external_number AND c.person_id = t.member_id AND c.source = 'family'
            AND c.person_fen = t.amount_fen AND (c.status = 'paid') = (t.refunded_on IS NULL)
        WHERE t.kind = 'premium' AND t.reason IS NULL AND c.id IS NULL
    """,
    "11 no contribution from family is without its premium": """
        SELECT count(*) FROM contribution c WHERE c.source = 'family' AND NOT EXISTS (
            SELECT 1 FROM ledger_entry e WHERE e.external_number = c.external_number AND e.kind = 'shared_premium')
    """,
    "12 what is reserved is what the quotas have left": """
        SELECT count(*) FROM personal_account a WHERE a.reserved_fen <> (
            SELECT coalesce(sum(f.quota_fen - f.used_fen), 0) FROM family_authorisation f
            WHERE f.authoriser_id = a.person_id AND f.status = 'active' AND f.quota_fen IS NOT NULL)
    """,
    "12 what is reserved and what is free make the balance": """
        SELECT count(*) FROM personal_account
        WHERE reserved_fen < 0 OR reserved_fen > current_year_fen + carried_over_fen
    """,
    "12 what an authorisation has used is in the ledger": """
        SELECT count(*) FROM family_authorisation f WHERE f.used_fen <> (
            SELECT coalesce(-sum(e.amount_fen), 0) FROM ledger_entry e WHERE e.authorisation_id = f.id
            AND NOT EXISTS (SELECT 1 FROM ledger_entry r
                WHERE r.account_id = e.account_id AND r.reverses_seq = e.seq))
    """,
    "13 a claim after its deadline is refused with that reason": """
        SELECT count(*) FROM claim
        WHERE received_on > deadline_on AND NOT (status = 'refused' AND reason = 'deadline')
    """,
    "14 what is paid has amount and day, and is no more than policy allows": """
        SELECT count(*) FROM claim WHERE status = 'paid'
        AND (paid_fen IS NULL OR paid_on IS NULL OR paid_fen > coalesce(ceiling_fen, amount_fen))
    """,
    "16 an active number has one person": """
        SELECT count(*) FROM (
            SELECT 1 FROM phone_binding WHERE status = 'active' GROUP BY phone_hash HAVING count(*) > 1) AS shared
    """,
    "17 no answer was given below its level": """
        SELECT count(*) FROM audit_row WHERE level < required
    """,
}
