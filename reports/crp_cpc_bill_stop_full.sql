-- title: Customers of parent accounts, and whose billing has stopped
-- source: ccb
-- description: Every CPC of every CRP. Billing has stopped where the last frozen bill segment is not of the current month; a
-- description: customer without any (no last bill date) was never billed. Ten minutes or more on the real thing.
-- timeout: 45m
-- parameter: balance_sign int = -1              What the stored balance is multiplied by: CC&B counts debits as positive
-- parameter: batch_date date optional           The day whose month is the current one (default today)
-- parameter: changed_since timestamp optional   Only customers billed, or whose money moved, since
-- column: crp_account_no string    Parent account
-- column: cpc_customer_no string   Customer
-- column: customer_name string     Name
-- column: address string           Address
-- column: last_bill_date date      Last bill
-- column: billing_status string    Billing
-- column: current_balance decimal  Balance
WITH last_bill AS (
  SELECT b.sa_id, MAX(b.end_dt) AS last_bill_date, MAX(b.cre_dttm) AS billed_at
  FROM ci_bseg b
  WHERE b.bseg_stat_flg = '50'
  GROUP BY b.sa_id
), money AS (
  SELECT f.sa_id, SUM(f.tot_amt) AS balance, MAX(f.freeze_dttm) AS moved_at
  FROM ci_ft f
  WHERE f.freeze_sw = 'Y'
  GROUP BY f.sa_id
)
SELECT TRIM(crp.srch_char_val) AS crp_account_no,
       TRIM(a.acct_id) AS cpc_customer_no,
       n.entity_name AS customer_name,
       p.address1 || ', ' || p.address2 || ', ' || p.address3 || ', ' || p.address4 AS address,
       lb.last_bill_date,
       CASE WHEN lb.last_bill_date >= DATE_TRUNC('month', COALESCE(:batch_date, CURRENT_DATE))
            THEN 'Active Billing' ELSE 'Bill Stop Issue' END AS billing_status,
       COALESCE(m.balance, 0) * :balance_sign AS current_balance
FROM ci_acct_char crp
JOIN ci_acct a ON a.acct_id = crp.acct_id
JOIN ci_acct_per ap ON ap.acct_id = a.acct_id AND ap.main_cust_sw = 'Y'
JOIN ci_per_name n ON n.per_id = ap.per_id AND n.name_type_flg = 'PRIM'
JOIN ci_sa sa ON sa.acct_id = a.acct_id AND sa.sa_type_cd = 'PPD'
LEFT JOIN ci_prem p ON p.prem_id = a.mailing_prem_id
LEFT JOIN last_bill lb ON lb.sa_id = sa.sa_id
LEFT JOIN money m ON m.sa_id = sa.sa_id
WHERE crp.char_type_cd = 'CM_CRP'
  AND (:changed_since IS NULL OR lb.billed_at >= :changed_since OR m.moved_at >= :changed_since)
