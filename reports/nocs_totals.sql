-- title: Balances over all areas
-- source: tocsin
-- description: From the summary as it was last refreshed.
-- column: areas int                 Areas
-- column: customers int             Customers
-- column: credit_qty int            In credit
-- column: credit decimal            Credit
-- column: due_qty int               Due
-- column: due decimal               Due amount
-- column: net decimal               Net
-- column: updated_at timestamp      Last refreshed
SELECT COUNT(*) AS areas,
       COALESCE(SUM(total_customers), 0) AS customers,
       COALESCE(SUM(positive_qty), 0) AS credit_qty,
       COALESCE(SUM(positive_balance_amt), 0) AS credit,
       COALESCE(SUM(negative_qty), 0) AS due_qty,
       COALESCE(SUM(negative_balance_amt), 0) AS due,
       COALESCE(SUM(net_balance), 0) AS net,
       MAX(updated_at) AS updated_at
FROM nocs_balance_summary
