{{ stage('mof_japan__securities_flows_monthly') }}
