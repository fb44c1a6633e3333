-- The tables of an Oracle CC&B/MDM that the reports read, as far as they read them: names, types and codes as there. CHAR columns
-- are padded with blanks. A stand-in for trying things out: samples/ccb/generate.sql fills it, at any size.
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;

-- Customers: account, person, premise.
CREATE TABLE ci_acct (
  acct_id char(10) PRIMARY KEY, cust_cl_cd char(8) NOT NULL, coll_cl_cd char(10), bill_cyc_cd char(4), acct_mgmt_grp_cd char(10),
  cis_division char(5), mailing_prem_id char(10), currency_cd char(3) NOT NULL DEFAULT 'BDT', setup_dt date);
CREATE TABLE ci_acct_char (acct_id char(10), char_type_cd char(8), effdt date, adhoc_char_val varchar(254), srch_char_val varchar(50));
CREATE TABLE ci_acct_per (acct_id char(10), per_id char(10), main_cust_sw char(1), PRIMARY KEY (acct_id, per_id));
CREATE TABLE ci_per_name (per_id char(10), seq_num int DEFAULT 1, entity_name varchar(254), name_type_flg char(4), PRIMARY KEY (per_id, seq_num));
CREATE TABLE c1_per_contdet (
  per_id char(10), seqno int, comm_rte_type_cd char(12), contact_value varchar(254), cnd_primary_flg char(4), PRIMARY KEY (per_id, seqno));
CREATE TABLE ci_prem (
  prem_id char(10) PRIMARY KEY, address1 varchar(254), address2 varchar(254), address3 varchar(254), address4 varchar(254));
CREATE TABLE ci_prem_char (prem_id char(10), char_type_cd char(8), char_val char(16), effdt date, PRIMARY KEY (prem_id, char_type_cd, effdt));
CREATE TABLE ci_char_val_l (
  char_type_cd char(8), char_val char(16), language_cd char(3), descr varchar(60), PRIMARY KEY (char_type_cd, char_val, language_cd));

-- What is sold: service agreements, service points, bills, money.
CREATE TABLE ci_sa (
  sa_id char(10) PRIMARY KEY, acct_id char(10), sa_type_cd char(8), sa_status_flg char(2), start_dt date, end_dt date, char_prem_id char(10));
CREATE TABLE ci_sa_sp (sa_id char(10), sp_id char(10), start_dttm timestamp, stop_dttm timestamp, PRIMARY KEY (sa_id, sp_id));
CREATE TABLE ci_sp_char (sp_id char(10), char_type_cd char(8), adhoc_char_val varchar(254), srch_char_val varchar(50));
CREATE TABLE ci_bseg (
  bseg_id char(12) PRIMARY KEY, bill_id char(12), sa_id char(10), prem_id char(10), bill_cyc_cd char(4), start_dt date, end_dt date,
  win_start_dt date, bseg_stat_flg char(2), cre_dttm timestamp);
CREATE TABLE ci_bseg_calc_ln (
  bseg_id char(12), header_seq int, seqno int, calc_amt numeric(15,2), audit_calc_amt numeric(15,2), calc_rule_cd char(18),
  PRIMARY KEY (bseg_id, header_seq, seqno));
CREATE TABLE ci_bseg_sq (
  bseg_id char(12), uom_cd char(4), tou_cd char(8), sqi_cd char(8), bill_sq numeric(18,6), PRIMARY KEY (bseg_id, uom_cd, tou_cd, sqi_cd));
CREATE TABLE ci_ft (
  ft_id char(12) PRIMARY KEY, sa_id char(10), ft_type_flg char(2), parent_id varchar(14), sibling_id char(12), cur_amt numeric(15,2),
  tot_amt numeric(15,2), currency_cd char(3), accounting_dt date, ars_dt date, freeze_sw char(1), freeze_dttm timestamp,
  not_in_ars_sw char(1), gl_distrib_status char(1));

-- Batches.
CREATE TABLE ci_batch_job (
  batch_job_id char(14) PRIMARY KEY, batch_cd char(8), batch_nbr numeric(10), batch_rerun_nbr numeric(3), batch_job_stat_flg char(2));
CREATE TABLE ci_batch_run (
  batch_cd char(8), batch_nbr numeric(10), batch_rerun_nbr numeric(3), batch_bus_dt date, run_status numeric(2), start_dttm timestamp,
  end_dttm timestamp, do_not_restart_sw char(1), PRIMARY KEY (batch_cd, batch_nbr, batch_rerun_nbr));
CREATE TABLE ci_batch_thd (
  batch_cd char(8), batch_nbr numeric(10), batch_rerun_nbr numeric(3), batch_thread_nbr numeric(10), thread_status numeric(2),
  batch_thread_cnt numeric(10), PRIMARY KEY (batch_cd, batch_nbr, batch_rerun_nbr, batch_thread_nbr));
CREATE TABLE ci_batch_inst (
  batch_cd char(8), batch_nbr numeric(10), batch_rerun_nbr numeric(3), batch_thread_nbr numeric(10), batch_inst_nbr numeric(10),
  scheduler_id char(20), start_dttm timestamp, end_dttm timestamp, rec_proc_cnt numeric(12), rec_err_cnt numeric(12),
  file_details varchar(254), PRIMARY KEY (batch_cd, batch_nbr, batch_rerun_nbr, batch_thread_nbr, batch_inst_nbr));

-- Meters (D1 is the meter data management).
CREATE TABLE d1_measr_comp (measr_comp_id char(12) PRIMARY KEY, bus_obj_cd char(30), d1_device_id char(12));
CREATE TABLE d1_imd_ctrl (
  init_msrmt_data_id char(14) PRIMARY KEY, imd_ctrl_mc_id char(12), bus_obj_cd char(30), bo_status_cd char(12), cre_dttm timestamp,
  status_upd_dttm timestamp);
CREATE TABLE d1_device (d1_device_id char(12) PRIMARY KEY, bus_obj_cd char(30), d1_device_type_cd char(30), bo_status_cd char(12));
CREATE TABLE d1_dvc_identifier (d1_device_id char(12), dvc_id_type_flg char(4), id_value varchar(120), PRIMARY KEY (d1_device_id, dvc_id_type_flg));
CREATE TABLE d1_dvc_cfg (device_config_id char(12) PRIMARY KEY, d1_device_id char(12), eff_dttm timestamp);
CREATE TABLE d1_install_evt (
  install_evt_id char(14) PRIMARY KEY, d1_sp_id char(12), device_config_id char(12), d1_install_dttm timestamp, d1_removal_dttm timestamp);
CREATE TABLE d1_sp_identifier (d1_sp_id char(12), sp_id_type_flg char(4), id_value varchar(120), PRIMARY KEY (d1_sp_id, sp_id_type_flg));
CREATE TABLE d1_activity (
  d1_activity_id char(14) PRIMARY KEY, activity_type_cd char(30), bo_status_cd char(12), d1_sp_id char(12), d1_device_id char(12),
  start_dttm timestamp, end_dttm timestamp, cre_dttm timestamp);

-- Usage that goes from the meters to the bills.
CREATE TABLE c1_usage (usage_id char(12) PRIMARY KEY, sa_id char(10), bseg_id char(12), usage_type_cd char(30), bo_status_cd char(12));
CREATE TABLE d1_usage (d1_usage_id char(14) PRIMARY KEY, usg_ext_id char(12), start_dttm timestamp, end_dttm timestamp, bo_status_cd char(12));
CREATE TABLE d1_usage_period_sq (d1_usage_id char(14), usg_period_seq int, uom_cd char(8), usg_quantity numeric(18,6), PRIMARY KEY (d1_usage_id, usg_period_seq));
CREATE TABLE d1_usage_scalar_dtl (
  d1_usage_id char(14), seq_num int, measr_comp_id char(12), start_dttm timestamp, end_dttm timestamp, start_msrmt numeric(18,6),
  end_msrmt numeric(18,6), PRIMARY KEY (d1_usage_id, seq_num));
