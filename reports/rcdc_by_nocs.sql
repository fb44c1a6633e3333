-- title: Remote connects and disconnects by area
-- source: ccb
-- timeout: 5m
-- parameter: hours int = 24               So many hours back
-- parameter: until timestamp optional     From here (default now)
-- column: nocs_name string                Area
-- column: total int                       Asked for
-- column: normal int                      Done
-- column: pending int                     Under way
-- column: failed int                      Failed
SELECT v.descr AS nocs_name,
       COUNT(*) AS total,
       SUM(CASE WHEN a.bo_status_cd = 'COMPLETE' THEN 1 ELSE 0 END) AS normal,
       SUM(CASE WHEN a.bo_status_cd IN ('PENDING', 'COMMSENT') THEN 1 ELSE 0 END) AS pending,
       SUM(CASE WHEN a.bo_status_cd IN ('FAILED', 'DISCARDED') THEN 1 ELSE 0 END) AS failed
FROM d1_activity a
JOIN d1_sp_identifier si ON si.d1_sp_id = a.d1_sp_id AND si.sp_id_type_flg = 'D1EI'
JOIN ci_sa_sp ss ON ss.sp_id = CAST(si.id_value AS CHAR(10))
JOIN ci_sa sa ON sa.sa_id = ss.sa_id
JOIN ci_prem_char pc ON pc.prem_id = sa.char_prem_id AND pc.char_type_cd = 'CM_NOCS'
JOIN ci_char_val_l v ON v.char_type_cd = 'CM_NOCS' AND v.char_val = pc.char_val AND v.language_cd = 'ENG'
WHERE a.activity_type_cd IN ('CM-REMOTECONNECT', 'CM-REMOTEDISCONNECT')
  AND a.cre_dttm >= COALESCE(:until, LOCALTIMESTAMP) - :hours * INTERVAL '1' HOUR
GROUP BY v.descr
ORDER BY v.descr
