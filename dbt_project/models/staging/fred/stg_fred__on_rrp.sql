{{ stage('fred__on_rrp') }}
