{{ stage('treasury__debt_to_penny') }}
