{{ stage('lbma__gold_pm') }}
