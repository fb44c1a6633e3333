-- title: Batches at work
-- source: ccb
-- timeout: 2m
-- parameter: leave_out string = F1-FLUSH,C1-WFSUB    Flush and housekeeping batches, by code
-- parameter: at timestamp optional                   As of then (default now): what began later is left out
-- column: batch_code string               Batch
-- column: batch_no int                    Number
-- column: started_at timestamp            Started
-- column: records int                     Records so far
-- column: errors int                      Of them in error
SELECT TRIM(r.batch_cd) AS batch_code,
       r.batch_nbr AS batch_no,
       r.start_dttm AS started_at,
       COALESCE(SUM(i.rec_proc_cnt), 0) AS records,
       COALESCE(SUM(i.rec_err_cnt), 0) AS errors
FROM ci_batch_run r
LEFT JOIN ci_batch_inst i
  ON i.batch_cd = r.batch_cd AND i.batch_nbr = r.batch_nbr AND i.batch_rerun_nbr = r.batch_rerun_nbr
  AND i.start_dttm <= COALESCE(:at, LOCALTIMESTAMP)
WHERE r.run_status = 20
  AND r.start_dttm < COALESCE(:at, LOCALTIMESTAMP)
  AND (r.end_dttm IS NULL OR r.end_dttm > COALESCE(:at, LOCALTIMESTAMP))
  AND ',' || :leave_out || ',' NOT LIKE '%,' || TRIM(r.batch_cd) || ',%'
GROUP BY r.batch_cd, r.batch_nbr, r.batch_rerun_nbr, r.start_dttm
ORDER BY r.start_dttm, r.batch_cd
