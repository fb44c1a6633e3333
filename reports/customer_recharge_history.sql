-- title: A customer's recharges, newest first
-- source: ccb
-- timeout: 30s
-- parameter: custId string                Customer number
-- parameter: rows int = 50                At most so many
-- column: recharge_date date              Date
-- column: amount decimal                  Amount
-- column: method string                   How
SELECT f.accounting_dt AS recharge_date,
       -f.tot_amt AS amount,
       CASE f.ft_type_flg WHEN 'PS' THEN 'Payment' ELSE 'Payment cancelled' END AS method
FROM ci_sa sa
JOIN ci_ft f ON f.sa_id = sa.sa_id
WHERE sa.acct_id = CAST(LPAD(:custId, 10, '0') AS CHAR(10))
  AND sa.sa_type_cd = 'PPD'
  AND f.ft_type_flg IN ('PS', 'PX')
  AND f.freeze_sw = 'Y'
ORDER BY f.accounting_dt DESC, f.ft_id DESC
FETCH FIRST :rows ROWS ONLY
