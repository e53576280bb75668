{{ stage('treasury__mspd') }}
