{{ stage('lbma__gold_am') }}
