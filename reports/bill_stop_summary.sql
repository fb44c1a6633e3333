-- title: Bill stop by parent account, of one batch
-- source: tocsin
-- parameter: batch_date date        The batch
-- column: crp_account_no string           Parent account
-- column: total_cpc_count int             Customers
-- column: bill_stop_count int             Stopped
-- column: active_billing_count int        Billed
-- column: bill_stop_percentage decimal    Stopped, percent
-- column: batch_date date                 Batch
SELECT crp_account_no,
       COUNT(*)::int AS total_cpc_count,
       COUNT(*) FILTER (WHERE billing_status = 'Bill Stop Issue')::int AS bill_stop_count,
       COUNT(*) FILTER (WHERE billing_status = 'Active Billing')::int AS active_billing_count,
       ROUND(100.0 * COUNT(*) FILTER (WHERE billing_status = 'Bill Stop Issue') / COUNT(*), 2) AS bill_stop_percentage,
       MAX(batch_date) AS batch_date
FROM bill_stop_details
WHERE batch_date = :batch_date
GROUP BY crp_account_no
