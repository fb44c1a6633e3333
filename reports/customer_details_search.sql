-- title: A customer by customer or meter number
-- source: ccb
-- timeout: 30s
-- parameter: custId string                Customer number or meter number
-- column: customer_no string              Customer
-- column: meter_no string                 Meter
-- column: name string                     Name
-- column: address string                  Address
-- column: nocs string                     Area
-- column: connection_date date            Connected
-- column: status string                   Status
WITH wanted AS (
  SELECT sa.sa_id
  FROM ci_sa sa
  WHERE sa.sa_type_cd = 'PPD' AND sa.acct_id = CAST(LPAD(:custId, 10, '0') AS CHAR(10))
  UNION
  SELECT ss.sa_id
  FROM d1_dvc_identifier di
  JOIN d1_dvc_cfg dc ON dc.d1_device_id = di.d1_device_id
  JOIN d1_install_evt ie ON ie.device_config_id = dc.device_config_id AND ie.d1_removal_dttm IS NULL
  JOIN d1_sp_identifier si ON si.d1_sp_id = ie.d1_sp_id AND si.sp_id_type_flg = 'D1EI'
  JOIN ci_sa_sp ss ON ss.sp_id = CAST(si.id_value AS CHAR(10))
  WHERE di.dvc_id_type_flg = 'D1SN' AND di.id_value = LPAD(:custId, 10, '0')
)
SELECT TRIM(sa.acct_id) AS customer_no,
       TRIM(di.id_value) AS meter_no,
       n.entity_name AS name,
       p.address1 || ', ' || p.address2 || ', ' || p.address3 || ', ' || p.address4 AS address,
       v.descr AS nocs,
       sa.start_dt AS connection_date,
       CASE sa.sa_status_flg WHEN '10' THEN 'Pending start' WHEN '20' THEN 'Active' WHEN '30' THEN 'Pending stop' WHEN '40' THEN 'Stopped'
         WHEN '50' THEN 'Reactivated' WHEN '60' THEN 'Closed' WHEN '70' THEN 'Cancelled' ELSE 'Unknown' END AS status
FROM wanted w
JOIN ci_sa sa ON sa.sa_id = w.sa_id
JOIN ci_acct_per ap ON ap.acct_id = sa.acct_id AND ap.main_cust_sw = 'Y'
JOIN ci_per_name n ON n.per_id = ap.per_id AND n.name_type_flg = 'PRIM'
LEFT JOIN ci_prem p ON p.prem_id = sa.char_prem_id
LEFT JOIN ci_prem_char pc ON pc.prem_id = sa.char_prem_id AND pc.char_type_cd = 'CM_NOCS'
LEFT JOIN ci_char_val_l v ON v.char_type_cd = 'CM_NOCS' AND v.char_val = pc.char_val AND v.language_cd = 'ENG'
LEFT JOIN ci_sa_sp ss ON ss.sa_id = sa.sa_id AND ss.stop_dttm IS NULL
LEFT JOIN d1_sp_identifier si ON si.sp_id_type_flg = 'D1EI' AND si.id_value = TRIM(ss.sp_id)
LEFT JOIN d1_install_evt ie ON ie.d1_sp_id = si.d1_sp_id AND ie.d1_removal_dttm IS NULL
LEFT JOIN d1_dvc_cfg dc ON dc.device_config_id = ie.device_config_id
LEFT JOIN d1_dvc_identifier di ON di.d1_device_id = dc.d1_device_id AND di.dvc_id_type_flg = 'D1SN'
ORDER BY customer_no
