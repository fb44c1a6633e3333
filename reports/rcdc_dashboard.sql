-- title: Remote connects and disconnects of the last hours
-- source: ccb
-- timeout: 5m
-- parameter: hours int = 24               So many hours back
-- parameter: until timestamp optional     From here (default now)
-- column: command string                  Command
-- column: total int                       Asked for
-- column: normal int                      Done
-- column: pending int                     Under way
-- column: failed int                      Failed
-- column: seconds double                  A command took, on average
SELECT CASE a.activity_type_cd WHEN 'CM-REMOTECONNECT' THEN 'Remote connect' ELSE 'Remote disconnect' END AS command,
       COUNT(*) AS total,
       SUM(CASE WHEN a.bo_status_cd = 'COMPLETE' THEN 1 ELSE 0 END) AS normal,
       SUM(CASE WHEN a.bo_status_cd IN ('PENDING', 'COMMSENT') THEN 1 ELSE 0 END) AS pending,
       SUM(CASE WHEN a.bo_status_cd IN ('FAILED', 'DISCARDED') THEN 1 ELSE 0 END) AS failed,
       AVG(CASE WHEN a.bo_status_cd = 'COMPLETE' THEN EXTRACT(EPOCH FROM a.end_dttm - a.start_dttm) END) AS seconds
FROM d1_activity a
WHERE a.activity_type_cd IN ('CM-REMOTECONNECT', 'CM-REMOTEDISCONNECT')
  AND a.cre_dttm >= COALESCE(:until, LOCALTIMESTAMP) - :hours * INTERVAL '1' HOUR
GROUP BY a.activity_type_cd
ORDER BY command
