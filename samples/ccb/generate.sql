-- Fills the stand-in. Everything follows from a customer's number and the seed, so that the same size and seed give the same rows.
-- psql -v customers=300000 -v seed=1 -v asof="'2026-06-15 12:00'" -f schema.sql -f generate.sql -f indexes.sql
-- Of a hundred customers 73 have paid in advance (CC&B keeps that as a negative balance), 26 owe, one stands at zero; three in four
-- belong to one of the CRPs; about 13 in a thousand of those have had no bill this month, 2 of these never.
\if :{?customers}
\else
  \set customers 300000
\endif
\if :{?seed}
\else
  \set seed 1
\endif
\if :{?asof}
\else
  \set asof 'current_timestamp'
\endif
SET synchronous_commit = off;
SET work_mem = '64MB';

-- A number from 0 to n − 1 that looks like chance and is not.
CREATE FUNCTION dice(salt int, n int, sides int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT (('x' || substr(md5(salt || ':' || n), 1, 8))::bit(32)::bigint % sides)::int $$;

CREATE TEMP TABLE area AS
  SELECT n, 'NOCS' || lpad(n::text, 2, '0') AS code,
    (ARRAY['Adabor','Bangshal','Bashabo','Demra','Dhanmondi','Jigatola','Jurain','Kamrangirchar','Kazla','Khilgaon','Lalbagh',
      'Maniknagar','Matuail','Motijheel','Mugdapara','Narinda','Paribagh','Postagola','Rajarbagh','Ramna','Satmosjid','Shyampur',
      'Sher-e-Bangla Nagar','Shyamoli','Tejgaon'])[n] AS name
  FROM generate_series(1, 25) n;
INSERT INTO ci_char_val_l SELECT 'CM_NOCS', code, 'ENG', name FROM area;

CREATE TEMP TABLE customer AS
  SELECT n, lpad((10000000 + n)::text, 10, '0') AS acct, lpad((20000000 + n)::text, 10, '0') AS per,
    lpad((30000000 + n)::text, 10, '0') AS prem, lpad((40000000 + n)::text, 10, '0') AS sa, lpad((50000000 + n)::text, 10, '0') AS sp,
    'NOCS' || lpad((1 + dice(:seed, n, 17))::text, 2, '0') AS nocs,
    -- The n-th part of the customers belongs to a CRP; its first customer is the CRP itself.
    CASE WHEN dice(:seed + 1, n, 100) < 75 THEN 1 + dice(:seed + 2, n, greatest(1, least(402, :customers / 40))) END AS crp,
    dice(:seed + 3, n, 10000) AS fate, dice(:seed + 4, n, 1000000) AS luck,
    (:asof)::date - (30 + dice(:seed + 5, n, 3000)) AS since
  FROM generate_series(1, :customers) n;

INSERT INTO ci_prem
  SELECT prem, 'House ' || (1 + luck % 300) || ', Road ' || (1 + luck % 40), 'Block ' || chr(65 + luck % 12), a.name, 'Dhaka ' || (1000 + luck % 400)
  FROM customer c JOIN area a ON a.code = c.nocs;
INSERT INTO ci_prem_char SELECT prem, 'CM_NOCS', nocs, since FROM customer;
INSERT INTO ci_acct SELECT acct, 'PREPAID', 'RES', 'M' || lpad((1 + luck % 28)::text, 2, '0'), NULL, 'DPDC', prem, 'BDT', since FROM customer;
INSERT INTO ci_acct_per SELECT acct, per, 'Y' FROM customer;
INSERT INTO ci_per_name
  SELECT per, 1, (ARRAY['Abdul','Ayesha','Farhana','Hasan','Jamal','Karim','Laila','Mizan','Nasrin','Rahim','Rina','Shirin','Tanvir'])[1 + luck % 13]
    || ' ' || (ARRAY['Ahmed','Akter','Begum','Chowdhury','Hossain','Islam','Khan','Mia','Rahman','Sarker','Uddin'])[1 + luck / 13 % 11], 'PRIM'
  FROM customer;
INSERT INTO c1_per_contdet SELECT per, 1, 'CELLPHONE', '+88017' || lpad(luck::text, 8, '0'), 'C1YS' FROM customer;
-- The parent account of a customer (CM_CRP), and the meter's distribution (CM_MTDIS).
INSERT INTO ci_acct_char SELECT acct, 'CM_CRP', since, NULL, 'CRP' || lpad(crp::text, 7, '0') FROM customer WHERE crp IS NOT NULL;
INSERT INTO ci_acct_char SELECT acct, 'CM_MTDIS', since, (ARRAY['AMI','AMI','AMI','SMART'])[1 + luck % 4], NULL FROM customer;
INSERT INTO ci_sa SELECT sa, acct, 'PPD', CASE WHEN fate < 9900 THEN '20' ELSE '40' END, since, CASE WHEN fate >= 9900 THEN (:asof)::date - 20 END, prem FROM customer;
INSERT INTO ci_sa_sp SELECT sa, sp, since, NULL FROM customer;
INSERT INTO ci_sp_char SELECT sp, 'CM_LEGCY', 'L' || n, 'L' || n FROM customer;

-- Meters.
INSERT INTO d1_device SELECT '7' || lpad(n::text, 11, '0'), 'D1-SmartMeter', 'SMART-1PH', 'ACTIVE' FROM customer;
INSERT INTO d1_dvc_identifier SELECT '7' || lpad(n::text, 11, '0'), 'D1SN', lpad((70000000 + n)::text, 10, '0') FROM customer;
INSERT INTO d1_dvc_cfg SELECT '8' || lpad(n::text, 11, '0'), '7' || lpad(n::text, 11, '0'), since FROM customer;
INSERT INTO d1_install_evt SELECT '9' || lpad(n::text, 13, '0'), '6' || lpad(n::text, 11, '0'), '8' || lpad(n::text, 11, '0'), since, NULL FROM customer;
INSERT INTO d1_sp_identifier SELECT '6' || lpad(n::text, 11, '0'), 'D1EI', sp FROM customer;
INSERT INTO d1_measr_comp SELECT '5' || lpad(n::text, 11, '0'), 'D1-IntervalScalar', '7' || lpad(n::text, 11, '0') FROM customer;

-- Bills: a segment a month, the last one this month for all whose billing has not stopped; one in 200 was cancelled and made anew.
CREATE TEMP TABLE segment AS
  SELECT c.n, c.sa, c.prem, m, lpad((c.n::bigint * 12 + m)::text, 12, '0') AS bseg,
    ((date_trunc('month', (:asof)::date) - make_interval(months => m))::date) AS month_start, dice(:seed + 6, c.n * 12 + m, 1000) AS luck
  FROM customer c, generate_series(0, 2) m
  WHERE NOT (c.fate < 130 AND m = 0)                                -- stopped this month
    AND NOT (c.fate < 20);                                          -- never billed
INSERT INTO ci_bseg
  SELECT bseg, bseg, sa, prem, 'M01', month_start, least(month_start + 27, (:asof)::date), month_start, '50', month_start + time '03:00' FROM segment;
INSERT INTO ci_bseg
  SELECT '9' || substr(bseg, 2), bseg, sa, prem, 'M01', month_start, least(month_start + 27, (:asof)::date), month_start, '60', month_start + time '02:00'
  FROM segment WHERE luck % 200 = 0;
INSERT INTO ci_bseg_calc_ln SELECT bseg, 1, 1, 300 + luck, 300 + luck, 'CM_TOTALCHRGE' FROM segment;
INSERT INTO ci_bseg_calc_ln SELECT bseg, 1, 2, 15, 15, 'CM_VAT' FROM segment;
INSERT INTO ci_bseg_sq SELECT bseg, 'KWH', 'ALL', 'TOTAL', 50 + luck / 4.0 FROM segment;
INSERT INTO c1_usage SELECT bseg, sa, bseg, 'CM_PPD', 'BILLED' FROM segment;
INSERT INTO d1_usage SELECT 'U' || lpad(bseg, 13, '0'), bseg, month_start, month_start + 28, 'SENT' FROM segment;
INSERT INTO d1_usage_period_sq SELECT 'U' || lpad(bseg, 13, '0'), 1, 'KWH', 50 + luck / 4.0 FROM segment;
INSERT INTO d1_usage_scalar_dtl
  SELECT 'U' || lpad(bseg, 13, '0'), 1, '5' || lpad(n::text, 11, '0'), month_start, month_start + 28, 1000 * (3 - m), 1000 * (3 - m) + 50 + luck / 4.0
  FROM segment;

-- Money: bill segments (BS) are debits, payments (PS) credits; what is not frozen does not count yet.
INSERT INTO ci_ft
  SELECT bseg, sa, 'BS', bseg, bseg, 300 + luck, 300 + luck, 'BDT', month_start + 27, month_start + 27, 'Y', month_start + time '04:00', 'N', 'D' FROM segment;
INSERT INTO ci_ft
  SELECT 'P' || lpad(n::text, 11, '0'), sa, 'PS', 'PAY' || n, NULL, x, x, 'BDT', (:asof)::date - luck % 25, (:asof)::date - luck % 25, 'Y',
    (:asof)::timestamp - make_interval(days => luck % 25), 'N', 'D'
  FROM (
    SELECT c.*, -round(coalesce(b.billed, 0) + CASE WHEN fate % 100 < 73 THEN 100 + luck / 400.0 WHEN fate % 1000 >= 995 THEN 0 ELSE -luck / 110.0 END, 2) AS x
    FROM customer c LEFT JOIN (SELECT n, sum(300 + luck) AS billed FROM segment GROUP BY n) b USING (n)) p;
INSERT INTO ci_ft
  SELECT 'Q' || lpad(n::text, 11, '0'), sa, 'PS', 'PAY' || n, NULL, -500, -500, 'BDT', (:asof)::date, (:asof)::date, 'N', NULL, 'N', 'N'
  FROM customer WHERE luck % 500 = 0;

-- Batches. BMHHS begins half an hour later and gets stuck after an hour (the worked example of the alerts); BMUPLD runs for 100 minutes
-- every two hours, for a week; the flush is never watched. What a batch has done by a time is what its instances did that began by then.
INSERT INTO ci_batch_run VALUES
  ('BMHHS', 1041, 0, (:asof)::date, 20, date_trunc('minute', (:asof)::timestamp + interval '30 minutes'),
    date_trunc('minute', (:asof)::timestamp + interval '3 hours'), 'N'),
  ('F1-FLUSH', 311, 0, (:asof)::date, 20, date_trunc('minute', (:asof)::timestamp - interval '50 minutes'), NULL, 'N'),
  ('BMHHS', 1040, 0, (:asof)::date - 1, 40, (:asof)::timestamp - interval '1 day', (:asof)::timestamp - interval '22 hours', 'N'),
  ('BMUPLD', 876, 0, (:asof)::date - 1, 30, (:asof)::timestamp - interval '1 day', (:asof)::timestamp - interval '23 hours', 'N');
INSERT INTO ci_batch_run
  SELECT 'BMUPLD', 877 + n, 0, t::date, 20, t, CASE WHEN n < 84 THEN t + interval '100 minutes' END, 'N'
  FROM (SELECT n, date_trunc('minute', (:asof)::timestamp) + make_interval(hours => 2 * n, mins => -5) AS t FROM generate_series(0, 84) n) r;
INSERT INTO ci_batch_job SELECT lpad(batch_nbr::text, 14, '0'), batch_cd, batch_nbr, batch_rerun_nbr, CASE run_status WHEN 20 THEN 'ST' ELSE 'ED' END FROM ci_batch_run;
INSERT INTO ci_batch_thd SELECT batch_cd, batch_nbr, batch_rerun_nbr, t, run_status, 4 FROM ci_batch_run, generate_series(1, 4) t;
INSERT INTO ci_batch_inst
  SELECT r.batch_cd, r.batch_nbr, r.batch_rerun_nbr, i.n, 1, 'SCHED1', r.start_dttm + i.began, NULL, i.records, i.errors, NULL
  FROM ci_batch_run r, (VALUES
    (1, interval '0', 45230, 3), (2, interval '31 minutes', 890, 0), (3, interval '61 minutes', 125, 1), (4, interval '91 minutes', 22205, 0))
    i(n, began, records, errors)
  WHERE r.batch_cd = 'BMHHS' AND r.batch_nbr = 1041;
INSERT INTO ci_batch_inst
  SELECT batch_cd, batch_nbr, batch_rerun_nbr, n, 1, 'SCHED1', start_dttm + make_interval(mins => 10 * n - 10), NULL, 72000, n % 3, NULL
  FROM ci_batch_run, generate_series(1, 10) n
  WHERE batch_cd = 'BMUPLD' AND run_status = 20;
INSERT INTO ci_batch_inst
  SELECT batch_cd, batch_nbr, batch_rerun_nbr, t, 1, 'SCHED1', start_dttm, end_dttm, 7000 + 500 * t, t % 3, NULL
  FROM ci_batch_run, generate_series(1, 4) t
  WHERE run_status <> 20 OR batch_cd = 'F1-FLUSH';
INSERT INTO d1_imd_ctrl
  SELECT 'I' || lpad(n::text, 13, '0'), '5' || lpad(n::text, 11, '0'), 'D1-IMDControl', CASE WHEN fate % 10 < 3 THEN 'PENDING' WHEN fate % 10 < 9 THEN 'FINALIZED' ELSE 'ERROR' END,
    (:asof)::timestamp - make_interval(mins => luck % 3000), (:asof)::timestamp FROM customer;
-- Remote connects and disconnects of the last days.
INSERT INTO d1_activity
  SELECT 'A' || lpad(n::text, 13, '0'), CASE WHEN luck % 2 = 0 THEN 'CM-REMOTECONNECT' ELSE 'CM-REMOTEDISCONNECT' END,
    (ARRAY['COMPLETE','COMPLETE','COMPLETE','COMPLETE','COMPLETE','COMPLETE','PENDING','FAILED','DISCARDED','COMMSENT'])[1 + luck / 7 % 10],
    '6' || lpad(n::text, 11, '0'), '7' || lpad(n::text, 11, '0'), t, t + interval '4 minutes', t
  FROM (SELECT *, (:asof)::timestamp - make_interval(mins => luck % 4320) AS t FROM customer WHERE fate % 5 = 0) c;
DROP FUNCTION dice;
