-- title: Batches over 24 hours
-- source: tocsin
-- description: From the checks that the workflow batch-stuck-alert writes down: one row per batch code.
-- parameter: until timestamp optional     The end of the 24 hours (default now)
-- parameter: hours int = 24               So many hours back
-- column: batch_code string               Batch
-- column: checks int                      Checks
-- column: rps_average double              Average RPS
-- column: rps_peak double                 Peak RPS
-- column: records_peak int                Peak records
-- column: rps_last double                 RPS at the last check
-- column: verdict string                  At the last check
-- column: last_check timestamp            Last check
SELECT l.batch_code,
       COUNT(*) AS checks,
       AVG(l.rps) AS rps_average,
       MAX(l.rps) AS rps_peak,
       MAX(l.total_records) AS records_peak,
       (ARRAY_AGG(l.rps ORDER BY l.check_time DESC))[1] AS rps_last,
       (ARRAY_AGG(l.verdict ORDER BY l.check_time DESC))[1] AS verdict,
       MAX(l.check_time) AS last_check
FROM batch_execution_log l
WHERE l.check_time <= COALESCE(:until, now())
  AND l.check_time > COALESCE(:until, now()) - :hours * INTERVAL '1' HOUR
GROUP BY l.batch_code
ORDER BY l.batch_code
