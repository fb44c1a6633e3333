-- title: Balances by area, as last refreshed
-- source: tocsin
-- column: nocs_code string                Code
-- column: nocs_name string                Area
-- column: total_customers int             Customers
-- column: positive_qty int                In credit
-- column: positive_balance_amt decimal    Credit
-- column: negative_qty int                Due
-- column: negative_balance_amt decimal    Due amount
-- column: net_balance decimal             Net
-- column: updated_at timestamp            Last refreshed
SELECT nocs_code, nocs_name, total_customers, positive_qty, positive_balance_amt, negative_qty, negative_balance_amt, net_balance,
       updated_at
FROM nocs_balance_summary
ORDER BY nocs_name
