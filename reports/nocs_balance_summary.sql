-- title: Balances by area
-- source: ccb
-- description: Credit is a balance above zero (paid in advance), due one below. Five to ten minutes on the real thing.
-- timeout: 30m
-- parameter: balance_sign int = -1        What the stored balance is multiplied by: CC&B counts debits as positive
-- column: nocs_name string                Area
-- column: nocs_code string                Code
-- column: total_customers int             Customers
-- column: positive_qty int                In credit
-- column: positive_balance_amt decimal    Credit
-- column: negative_qty int                Due
-- column: negative_balance_amt decimal    Due amount
-- column: net_balance decimal             Net
WITH customer AS (
  SELECT sa.sa_id, pc.char_val AS nocs
  FROM ci_sa sa
  JOIN ci_prem_char pc ON pc.prem_id = sa.char_prem_id AND pc.char_type_cd = 'CM_NOCS'
  WHERE sa.sa_type_cd = 'PPD' AND sa.sa_status_flg IN ('20', '30', '40', '50')
), balance AS (
  SELECT f.sa_id, SUM(f.tot_amt) * :balance_sign AS amount
  FROM ci_ft f
  WHERE f.freeze_sw = 'Y'
  GROUP BY f.sa_id
)
SELECT MAX(v.descr) AS nocs_name,
       TRIM(c.nocs) AS nocs_code,
       COUNT(*) AS total_customers,
       SUM(CASE WHEN b.amount > 0 THEN 1 ELSE 0 END) AS positive_qty,
       SUM(CASE WHEN b.amount > 0 THEN b.amount ELSE 0 END) AS positive_balance_amt,
       SUM(CASE WHEN b.amount < 0 THEN 1 ELSE 0 END) AS negative_qty,
       SUM(CASE WHEN b.amount < 0 THEN b.amount ELSE 0 END) AS negative_balance_amt,
       SUM(COALESCE(b.amount, 0)) AS net_balance
FROM customer c
JOIN ci_char_val_l v ON v.char_type_cd = 'CM_NOCS' AND v.char_val = c.nocs AND v.language_cd = 'ENG'
LEFT JOIN balance b ON b.sa_id = c.sa_id
GROUP BY c.nocs
ORDER BY nocs_name
