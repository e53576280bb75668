{{ stage('mof_japan__jgb_yields') }}
