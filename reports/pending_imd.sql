-- title: Initial measurement data that wait
-- source: ccb
-- timeout: 5m
-- parameter: at timestamp optional        As of then (default now): what came later is left out
-- column: pending int                     Waiting
-- column: oldest timestamp                Oldest
-- column: newest timestamp                Newest
SELECT COUNT(*) AS pending, MIN(c.cre_dttm) AS oldest, MAX(c.cre_dttm) AS newest
FROM d1_imd_ctrl c
WHERE c.bo_status_cd = 'PENDING'
  AND c.cre_dttm <= COALESCE(:at, LOCALTIMESTAMP)
