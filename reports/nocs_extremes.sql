-- title: Areas with the most due and the most credit
-- source: tocsin
-- description: From the summary as it was last refreshed.
-- parameter: rows int = 5           So many of each
-- column: kind string               Due or credit
-- column: place int                 Place
-- column: nocs_code string          Code
-- column: nocs_name string          Area
-- column: customers int             Customers
-- column: amount decimal            Amount
SELECT kind, place, nocs_code, nocs_name, customers, amount
FROM (
  SELECT 'due' AS kind, RANK() OVER (ORDER BY negative_balance_amt) AS place, nocs_code, nocs_name, negative_qty AS customers,
         negative_balance_amt AS amount
  FROM nocs_balance_summary
  UNION ALL
  SELECT 'credit', RANK() OVER (ORDER BY positive_balance_amt DESC), nocs_code, nocs_name, positive_qty, positive_balance_amt
  FROM nocs_balance_summary
) ranked
WHERE place <= :rows
ORDER BY kind DESC, place
