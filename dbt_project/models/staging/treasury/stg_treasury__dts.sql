{{ stage('treasury__dts') }}
